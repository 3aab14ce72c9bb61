use domain::{
    access::{Action, Actor, may},
    view::{ImageView, QualityNote, When},
};
use sqlx::AnyConnection;

use super::{clips, permission::facts};
use crate::{
    Error,
    db::{self, cases::Case, images::Image},
};

/// A case's pictures, in the order they came, as far as `actor` may see them.
pub(crate) async fn views(connection: &mut AnyConnection, actor: &Actor, case: &Case) -> Result<Vec<ImageView>, Error> {
    let mut images = db::images::of_case(connection, case.id).await?;
    images.retain(|image| may(actor, Action::ReadImage(facts(image)), &case.facts()).is_ok());
    let mut clips = db::clips::of_case(connection, case.id).await?;
    let (site, of) = (case.draft.site_words().to_lowercase(), images.len());
    let mut views = Vec::with_capacity(of);
    for (image, number) in images.into_iter().zip(1..) {
        let from = match (image.account, image.photo_request) {
            (None, _) => "Patient".to_owned(),
            (Some(_), Some(_)) => "Practice phone".to_owned(),
            (Some(account), None) => db::accounts::names(connection, account).await?.0,
        };
        let clip = clips.iter().position(|clip| clip.image == image.id).map(|place| clips.swap_remove(place));
        views.push(ImageView { clip: clip.as_ref().map(clips::view), ..view(image, from, &site, number, of) });
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
        quality: notes(&image),
        received: When::at(image.received_at),
        from,
        alt: format!("{}{place}, picture {number} of {of}", image.view.label()),
        annotations: image.annotations,
        clip: None,
    }
}

/// What was found about the photograph, and whether its sender knew.
fn notes(image: &Image) -> Vec<QualityNote> {
    let note = |note: &imaging::Note| {
        let known = image.quality.kept_despite.iter().any(|name| name == note.finding.key());
        let known = if known { " The sender was told and kept it." } else { "" };
        QualityNote { fault: note.fault().name().to_owned(), sentence: format!("{}{known}", note.sentence()) }
    };
    image.quality.report.notes.iter().map(note).collect()
}
