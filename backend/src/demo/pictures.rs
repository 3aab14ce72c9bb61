//! Pictures of invented skin, drawn by `imaging::specimen` as a phone would have stored them.

use bytes::Bytes;
use domain::{annotation::Layer, command::PictureDetails, image::View};
use futures::future::try_join_all;
use imaging::{
    Distance,
    specimen::{Camera, Specimen},
};

use super::story::Story;
use crate::Error;

/// Wide enough for every rule of domain.md 3.2 and quick to draw: 2 megapixels.
const SIZE: (u32, u32) = (1_632, 1_224);

/// An overview and a close-up of the story's lesion; the close-up has the story's flaw.
pub(super) async fn draw(story: &Story, number: usize) -> Result<Vec<(Bytes, PictureDetails)>, Error> {
    let (skin, lesion, flaw) = (story.skin(), story.lesion(), story.flaw());
    let views = [(View::Overview, Distance::Any), (View::CloseUp, Distance::CloseUp)];
    try_join_all(views.map(|(view, distance)| async move {
        let flaw = flaw.filter(|_| view == View::CloseUp);
        let (width, height) = SIZE;
        let specimen = Specimen { seed: number as u64, skin, lesion, distance, width, height, flaw };
        Ok((jpeg(specimen).await?, details(view)))
    }))
    .await
}

fn details(view: View) -> PictureDetails {
    PictureDetails {
        view,
        lesion: 1,
        annotations: Layer::default(),
        kept_despite: Vec::new(),
        kept_because: None,
        fingerprint: String::new(),
        clip_of: None,
    }
}

async fn jpeg(specimen: Specimen) -> Result<Bytes, Error> {
    let drawn = tokio::task::spawn_blocking(move || specimen.jpeg(&Camera::default())).await;
    let jpeg = drawn.map_err(|error| Error::Internal(error.into()))?;
    Ok(jpeg.map_err(|error| Error::Internal(error.into()))?.into())
}
