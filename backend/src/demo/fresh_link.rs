use domain::{case::Draft, command::DateFields};

use super::{fill::link_texted_to, people, story};
use crate::{Backend, Error, accounts, cases, db, photo_requests};

/// A new patient's link that nobody has opened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshLink {
    pub url: String,
    /// ISO 8601: "1984-07-16".
    pub date_of_birth: String,
}

/// Starts a case at the first practice, texts its invented patient, and tells what the text says. `NotFound` outside a
/// demonstration, and before [`super::fill`].
pub async fn fresh_link(b: &Backend) -> Result<FreshLink, Error> {
    if !b.settings().demonstration {
        return Err(Error::NotFound);
    }
    let account = db::accounts::id_by_email(&mut *b.db().read().await?, people::PEOPLE[0].email).await?;
    let (referrer, _) = accounts::me(b, account.ok_or(Error::NotFound)?).await?;
    let [a, z] = b.ids().bytes();
    // A number of its own, so that its text is found again: the stories use the first fifty.
    let number = 50 + usize::from(u16::from_be_bytes([a, z])) % 950;
    let draft = Draft {
        nhs_number: story::nhs_number(number),
        name: "Rosa Field".to_owned(),
        dob: DateFields { day: "16".into(), month: "7".into(), year: "1984".into() },
        sex: "female".to_owned(),
        mobile: story::mobile(number),
        kind: "advice".to_owned(),
        problem: "lesion".to_owned(),
        ..Draft::default()
    }
    .with("site", "forearm")
    .with("side", "left");
    let mobile = draft.mobile.clone();
    // Who tries the product by this makes as many as they like.
    let case = cases::begin(b, &referrer).await?;
    cases::save_draft(b, &referrer, case, 1, draft).await?;
    let asked = b.clock().now();
    photo_requests::text_patient(b, &referrer, case).await?;
    let url = link_texted_to(b, &mobile, asked).await?;
    Ok(FreshLink { url, date_of_birth: "1984-07-16".to_owned() })
}
