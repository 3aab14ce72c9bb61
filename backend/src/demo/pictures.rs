//! Pictures of invented skin, drawn by `imaging::synthetic` as a phone would have stored them: each shows the place, the
//! skin and the change that its story tells of.

use bytes::Bytes;
use domain::{annotation::Layer, command::PictureDetails, image::View, time::london_day};
use futures::future::try_join_all;
use imaging::synthetic::{Camera, Flaw, Framing, Plate};
use jiff::Timestamp;

use super::story::Story;
use crate::Error;

/// Wide enough for every rule of domain.md 3.2 and quick to draw: just above 2 megapixels.
const SIZE: (u32, u32) = (1_640, 1_230);

/// An overview and a close-up of the story's change, which has the story's flaw; then what the referrer adds.
pub(super) async fn draw(story: &Story, number: usize, now: Timestamp) -> Result<Vec<(Bytes, PictureDetails)>, Error> {
    if !story.has_pictures() {
        return Ok(Vec::new());
    }
    let views = [View::Overview, View::CloseUp].into_iter().chain(story.dermoscopic.then_some(View::Dermoscopic));
    try_join_all(views.map(|view| async move {
        let flaw = story.flaw().filter(|_| view == View::CloseUp);
        let plate = plate(story, number, view, flaw, now);
        Ok((jpeg(plate).await?, details(view, flaw.filter(|_| story.kept_because.is_some()), story)))
    }))
    .await
}

fn plate(story: &Story, number: usize, view: View, flaw: Option<Flaw>, now: Timestamp) -> Plate {
    let (width, height) = SIZE;
    Plate {
        seed: number as u64,
        skin: story.skin(),
        age: story.age(london_day(now)),
        part: story.place(),
        half: story.half(),
        change: story.picture,
        size_mm: story.size_mm(),
        framing: match view {
            View::Overview => Framing::Overview,
            View::Dermoscopic => Framing::Dermoscopic,
            View::CloseUp | View::Lateral | View::Other => Framing::CloseUp,
        },
        width,
        height,
        flaw,
    }
}

fn details(view: View, kept: Option<Flaw>, story: &Story) -> PictureDetails {
    let fault = kept.map(|flaw| match flaw {
        Flaw::Blurred => "blurred",
        Flaw::TooDark => "too_dark",
        Flaw::TooBright => "too_bright",
    });
    PictureDetails {
        view,
        lesion: 1,
        annotations: Layer::default(),
        kept_despite: fault.map(str::to_owned).into_iter().collect(),
        kept_because: kept.and(story.kept_because),
        fingerprint: String::new(),
        clip_of: None,
    }
}

async fn jpeg(plate: Plate) -> Result<Bytes, Error> {
    let drawn = tokio::task::spawn_blocking(move || plate.jpeg(&Camera::default())).await;
    let jpeg = drawn.map_err(|error| Error::Internal(error.into()))?;
    Ok(jpeg.map_err(|error| Error::Internal(error.into()))?.into())
}

#[cfg(test)]
mod tests {
    use imaging::{Distance, quality::Report};

    use super::*;
    use crate::demo::story;

    /// A picture is called poor exactly where its story says so.
    #[test]
    fn only_flawed_pictures_are_found_to_be_so() {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        let mut wrong = Vec::new();
        for (number, story) in story::all().unwrap().iter().enumerate().filter(|(_, story)| story.has_pictures()) {
            for (view, distance) in [(View::Overview, Distance::Any), (View::CloseUp, Distance::CloseUp)] {
                let flaw = story.flaw().filter(|_| view == View::CloseUp);
                let picture = plate(story, number, view, flaw, now).picture().unwrap();
                let notes = Report::of(&picture, distance).notes;
                if notes.is_empty() == flaw.is_some() {
                    wrong.push(format!("{number} {view:?}: {notes:?}"));
                }
            }
        }
        assert_eq!(wrong, [] as [String; 0]);
    }
}
