use domain::{
    access::Actor,
    case::EventKind,
    forms::FormKind,
    ids::{AccountId, PhotoRequestId},
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
/// anybody knows the token. `by` is whose link it is: of one that nobody asked for just now whoever planned it.
pub(super) async fn issue(
    b: &Backend,
    tx: &mut Tx,
    (actor, by): (Option<&Actor>, AccountId),
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
        Purpose::Round => Some(forms::current(tx, forms::service_of(case), FormKind::HasChanged).await?.canonical()),
        Purpose::Phone | Purpose::News => None,
    };
    let photo_request = PhotoRequestId(b.ids().new_id(now));
    let request = PhotoRequest {
        id: photo_request,
        case: case.id,
        created_by: by,
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
        Purpose::Patient => Some(EventKind::PhotosRequested { photo_request }),
        Purpose::Phone => Some(EventKind::PhoneLinkMade { photo_request }),
        Purpose::News => Some(EventKind::NewsLinkSent { photo_request }),
        // The plan says that it asked.
        Purpose::Round => None,
    };
    if let Some(event) = event {
        events::append(tx, case.id, now, actor, &event).await?;
    }
    tx.changed(case.id, case.facts().service);
    Ok((request, format!("{}/p/{token}", b.settings().base_url)))
}
