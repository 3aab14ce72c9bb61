use domain::{
    access::{Action, Actor, may},
    ids::CaseId,
    view::{ImageView, LayerView, QualityNote, When},
};
use sqlx::AnyConnection;

use super::{clips, permission::facts};
use crate::{
    Error,
    db::{
        self,
        cases::Case,
        images::{Image, Quality, Shown},
        layers::PersonsLayer,
    },
};

/// A case's pictures, in the order they came, as far as `actor` may see them. What clinicians drew over them is for
/// those who see the case as clinicians do: a patient sees the pictures as they were sent.
pub(crate) async fn views(connection: &mut AnyConnection, actor: &Actor, case: &Case) -> Result<Vec<ImageView>, Error> {
    Ok(views_of(connection, actor, &[case]).await?.into_iter().flatten().collect())
}

/// The same of several cases, in the order of the cases.
pub(crate) async fn views_of(
    connection: &mut AnyConnection,
    actor: &Actor,
    cases: &[&Case],
) -> Result<Vec<Vec<ImageView>>, Error> {
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let mut shown = db::images::shown(connection, &ids).await?;
    let mut of_case = Vec::with_capacity(cases.len());
    for case in cases {
        let own = shown.extract_if(.., |it| it.image.case == case.id);
        let may_see = |it: &Shown| may(actor, Action::ReadImage(facts(&it.image)), &case.facts()).is_ok();
        of_case.push((*case, own.filter(may_see).collect::<Vec<_>>()));
    }
    let with = |has: fn(&Shown) -> bool| {
        let some = of_case.iter().filter(move |(_, shown)| shown.iter().any(has));
        some.map(|(case, _)| *case).collect::<Vec<_>>()
    };
    let with_clips: Vec<CaseId> = with(|it| it.has_clip).iter().map(|case| case.id).collect();
    let drawn_on = with(|it| it.is_drawn_on).into_iter();
    let drawn_on = drawn_on.filter(|case| may(actor, Action::See, &case.facts()).is_ok());
    let drawn_on: Vec<CaseId> = drawn_on.map(|case| case.id).collect();
    let mut clips = db::clips::of_cases(connection, &with_clips).await?;
    let mut layers = db::layers::of_cases(connection, &drawn_on).await?;
    let mut views = Vec::with_capacity(cases.len());
    for (case, shown) in of_case {
        let (site, of) = (case.draft.site_words().to_lowercase(), shown.len());
        let with_number = shown.into_iter().zip(1..);
        let whole = with_number.map(|(Shown { image, by, .. }, number)| {
            let from = match (by, image.photo_request) {
                (None, _) => "Patient".to_owned(),
                (Some(_), Some(_)) => "Practice phone".to_owned(),
                (Some(name), None) => name,
            };
            let clip = clips.iter().position(|clip| clip.image == image.id).map(|place| clips.swap_remove(place));
            let drawn = layers.extract_if(.., |layer| layer.image == image.id);
            ImageView {
                clip: clip.as_ref().map(clips::view),
                layers: drawn.map(|layer| layer_view(actor, layer)).collect(),
                ..view(image, from, &site, number, of)
            }
        });
        views.push(whole.collect());
    }
    Ok(views)
}

fn view(image: Image, from: String, site: &str, number: usize, of: usize) -> ImageView {
    let path = |size: &str| format!("/images/{}/{size}", image.id);
    let place = if site.is_empty() { String::new() } else { format!(" of {site}") };
    ImageView {
        id: image.id,
        view: image.view,
        lesion: image.lesion,
        width: image.width,
        height: image.height,
        thumb: path("thumb"),
        screen: path("screen"),
        master: path("master"),
        quality: notes(&image.quality),
        received: When::at(image.received_at),
        from,
        alt: format!("{}{place}, picture {number} of {of}", image.view.label()),
        annotations: image.annotations,
        layers: Vec::new(),
        clip: None,
        sent: image.sent,
        own: image.account.is_some(),
        earlier: None,
    }
}

fn layer_view(actor: &Actor, layer: PersonsLayer) -> LayerView {
    LayerView {
        account: layer.account,
        by: layer.name,
        role: format!("{}, {}", layer.role.label(), layer.organisation),
        own: actor.account() == Some(layer.account),
        version: layer.version,
        overlay: layer.overlay,
    }
}

/// What was found about the photograph, and whether its sender knew.
fn notes(quality: &Quality) -> Vec<QualityNote> {
    let note = |note: &imaging::Note| {
        let known = quality.kept_despite.iter().any(|name| name == note.finding.key());
        let known = match (known, quality.kept_because) {
            (false, _) => String::new(),
            (true, None) => " The sender was told and kept it.".to_owned(),
            (true, Some(why)) => format!(" The sender was told and kept it: {}.", why.label()),
        };
        QualityNote { fault: note.fault().name().to_owned(), sentence: format!("{}{known}", note.sentence()) }
    };
    quality.report.notes.iter().map(note).collect()
}

#[cfg(test)]
mod tests {
    use domain::image::KeptBecause;
    use imaging::{Distance, Picture, Report};

    use super::*;

    #[test]
    fn a_note_says_whether_the_sender_knew_and_why_they_kept_it() {
        let grey = Picture::new(64, 64, vec![128; 64 * 64 * 3]).unwrap();
        let report = Report::of(&grey, Distance::Any);
        let name = report.notes[0].finding.key().to_owned();
        let mut quality = Quality { report, kept_despite: vec![], kept_because: None };
        let first = |quality: &Quality| notes(quality)[0].sentence.clone();
        assert!(!first(&quality).contains("sender"));
        quality.kept_despite.push(name);
        assert!(first(&quality).ends_with("The sender was told and kept it."));
        quality.kept_because = Some(KeptBecause::ItMoves);
        assert!(first(&quality).ends_with("The sender was told and kept it: it moves."));
        assert!(notes(&quality)[1..].iter().all(|note| !note.sentence.contains("sender")), "told of the first only");
    }

    #[test]
    fn quality_stored_before_reasons_were_asked_for_is_still_read() {
        let grey = Picture::new(64, 64, vec![128; 64 * 64 * 3]).unwrap();
        let report = serde_json::to_value(Report::of(&grey, Distance::Any)).unwrap();
        let stored = serde_json::json!({ "report": report, "kept_despite": [] });
        assert_eq!(serde_json::from_value::<Quality>(stored).unwrap().kept_because, None);
    }
}
