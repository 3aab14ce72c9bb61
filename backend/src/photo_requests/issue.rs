use domain::{
    access::Actor,
    case::EventKind,
    forms::FormKind,
    ids::PhotoRequestId,
    photo_request::{Link, PhotoRequestRules, Purpose},
};
use jiff::Timestamp;

use super::link::{new_token, rules};
use crate::{
    Backend, Error, Limits,
    db::{self, Tx, cases::Case, photo_requests::PhotoRequest},
    events, forms,
};

/// Makes a link of this case, which the caller holds, and answers it with its address: the only moment at which
/// anybody knows the token.
pub(super) async fn issue(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    purpose: Purpose,
    mobile: String,
    now: Timestamp,
) -> Result<(PhotoRequest, String), Error> {
    let (token, hash) = new_token(b.ids().bytes());
    let Limits { link_days, phone_minutes, .. } = b.settings().limits;
    let expires = PhotoRequestRules { link_days, phone_minutes, ..rules() }.expires(purpose, now);
    let questionnaire = match purpose {
        Purpose::Patient => {
            Some(forms::current(tx, forms::service_of(case), FormKind::PatientQuestions).await?.canonical())
        }
        Purpose::Phone | Purpose::News => None,
    };
    let photo_request = PhotoRequestId(b.ids().new_id(now));
    let request = PhotoRequest {
        id: photo_request,
        case: case.id,
        created_by: actor.account().ok_or(Error::Denied)?,
        created: now,
        link: Link { purpose, expires, sent: None, withdrawn: None, wrong_dates: 0 },
        mobile,
        consent: None,
        answers: None,
        questionnaire,
        confirmed: None,
        locked: None,
        taken: false,
    };
    db::photo_requests::insert(tx, &request, &hash).await?;
    let event = match purpose {
        Purpose::Patient => EventKind::PhotosRequested { photo_request },
        Purpose::Phone => EventKind::PhoneLinkMade { photo_request },
        Purpose::News => EventKind::NewsLinkSent { photo_request },
    };
    events::append(tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.facts().service);
    Ok((request, format!("{}/p/{token}", b.settings().base_url)))
}
