use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{HubProgress, ImageView, OtherRequest, PhotoRequestView, ServiceView, When};
use crate::{
    case::{Draft, Fact, Problem},
    command::Correction,
    forms::{Checked, Given, Response},
    ids::{AccountId, CaseId},
    pathway::Score,
};

/// The practice's other requests for the same NHS number: asked about before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameNumber {
    /// Stands for just these requests: `Draft::same_number_seen` once somebody has looked at them.
    pub code: String,
    /// One of them has another name or date of birth.
    pub other_person: bool,
    pub requests: Vec<SameNumberRequest>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameNumberRequest {
    pub case: CaseId,
    /// "Ann Smith, born 12 Mar 1948 (78 years), left forearm: waiting for an answer".
    pub words: String,
}

/// The referrer's request form: the draft as typed and what is still wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestView {
    pub case: CaseId,
    pub version: i64,
    pub draft: Draft,
    /// What is asked about the skin.
    pub form: Checked,
    /// What was answered and is not asked by that form.
    pub left_out: Vec<Fact>,
    pub saved: When,
    /// Everything that stands between this draft and sending it, in the form's order.
    pub problems: Vec<Problem>,
    /// Who may be named as the one who asks, when somebody else sends.
    pub referrers: Vec<(AccountId, String)>,
    /// What stands between this draft and a text to the patient.
    pub contact: Vec<Problem>,
    /// Texts can be sent from here.
    pub texts: bool,
    pub score: Option<Score>,
    /// "The score is 3 or more: NICE NG12 says refer …": prompts that do not block.
    pub warnings: Vec<String>,
    /// London's day: ages are counted on it, whatever a browser's clock says.
    pub today: Date,
    pub services: Vec<ServiceView>,
    pub images: Vec<ImageView>,
    /// Every other request about the same problem, the first one first.
    #[serde(default)]
    pub others: Vec<OtherRequest>,
    /// The last answer about the problem was that the patient need not be seen: a referral is one against it.
    #[serde(default)]
    pub may_refer_anyway: bool,
    /// What was sent with those before this one: it is seen with it.
    #[serde(default)]
    pub earlier: Vec<ImageView>,
    pub photo_requests: Vec<PhotoRequestView>,
    /// Visits to a photography hub.
    #[serde(default)]
    pub hub: Option<HubProgress>,
    pub same_number: Option<SameNumber>,
    /// Photos, consents or a sent request belong to this patient: who it is about changes by a correction only.
    pub identity_bound: bool,
    /// Pictures that the patient has added and not sent yet.
    pub unfinished: u32,
}

/// What a page that was made by another version goes on with: lesion or rash, or another service, was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedNow {
    pub form: Checked,
    /// As in [`RequestView`].
    pub left_out: Vec<Fact>,
    /// The answers that go on, and those that were kept for it: what its fields are filled in with. The page that was left
    /// cannot tell which of its own are meant, since two forms may ask different things under one name.
    pub response: Response,
}

impl AskedNow {
    /// Why a request is not sent by a form that whoever sends it has not seen.
    pub fn not_seen() -> Problem {
        Problem::new("problem", "The form has changed: look at it, then send")
    }

    /// What its fields are filled in with while somebody goes on typing: `sent` was saved, and since then the `page`, of
    /// another form, holds `typed`. What was typed meanwhile goes on to the same question and to no other.
    #[must_use]
    pub fn with_typed_since(&self, page: &Checked, sent: &Response, typed: &Response) -> Response {
        let mut response = self.response.clone();
        for (item, _) in page.all_items() {
            let link_id = &item.link_id;
            let (before, now) = (sent.answers.get(link_id), typed.answers.get(link_id));
            let emptied = Given::Typed(Vec::new());
            if before == now || !self.form.asks_as(page, link_id, now.unwrap_or(&emptied)) {
                continue;
            }
            match now {
                Some(given) => response.answers.insert(link_id.clone(), given.clone()),
                None => response.answers.remove(link_id),
            };
        }
        response
    }
}

/// What a draft's autosave answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub version: i64,
    pub at: When,
    pub problems: Vec<Problem>,
    pub score: Option<Score>,
    pub warnings: Vec<String>,
    #[serde(default)]
    pub same_number: Option<SameNumber>,
    /// What was typed about the patient and not taken: everything else was saved.
    #[serde(default)]
    pub refused: Vec<Problem>,
    /// Another form than the one that was filled in.
    #[serde(default)]
    pub asked_now: Option<AskedNow>,
    /// Pictures came since the version that this was saved from.
    #[serde(default)]
    pub unseen: bool,
}

/// A patient's details as they may be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionView {
    pub case: CaseId,
    pub version: i64,
    pub current: Correction,
    pub images: Vec<ImageView>,
    /// A link that the patient has: it closes with a correction.
    pub open_links: u32,
}

/// A link for the referrer's own phone, shown as a QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneLink {
    pub url: String,
    pub expires: When,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{FormKind, Questionnaire};

    /// The lesion's form with one more question under one name.
    fn asking(version: &str, text: &str) -> Checked {
        let mut form = FormKind::Lesion.shipped().unwrap().to_json();
        form["version"] = version.into();
        let more = serde_json::json!({ "linkId": "own", "type": "string", "text": text });
        form["item"][0]["item"].as_array_mut().unwrap().push(more);
        Questionnaire::parse(form.to_string().as_bytes()).unwrap()
    }

    /// As the server keeps it for `form`, after a page of `asking("a", "Which cream was used?")` was saved.
    fn asked_now(form: Checked, own: &str) -> AskedNow {
        let response = Response::to(form.canonical()).with("site", "nose").with("own", own);
        AskedNow { form, left_out: Vec::new(), response }
    }

    #[test]
    fn the_fields_of_another_form_are_filled_in_with_what_was_kept_for_it() {
        let page = asking("a", "Which cream was used?");
        let sent = Response::to(page.canonical()).with("site", "nose").with("own", "Hydrocortisone");
        let now = asked_now(asking("b", "What is their work?"), "Gardener");
        assert_eq!(now.with_typed_since(&page, &sent, &sent), now.response);
        // Typed on in the field that is about to be another question's, and in one that stays.
        let typed = sent.clone().with("own", "Hydrocortisone 1%").with("site", "ear").with("tried", "Soap");
        let filled = now.with_typed_since(&page, &sent, &typed);
        assert_eq!((filled.typed("own"), filled.typed("site"), filled.typed("tried")), ("Gardener", "ear", "Soap"));
        assert_eq!(filled.questionnaire, now.form.canonical());
    }

    #[test]
    fn what_was_typed_meanwhile_goes_on_to_the_same_question() {
        let page = asking("a", "Which cream was used?");
        let sent = Response::to(page.canonical()).with("site", "nose").with("own", "Hydro");
        let now = asked_now(asking("a2", "Which cream was used?"), "Hydro");
        let typed = sent.clone().with("own", "Hydrocortisone");
        assert_eq!(now.with_typed_since(&page, &sent, &typed).typed("own"), "Hydrocortisone");
        // Emptied meanwhile, it stays empty.
        let mut emptied = sent.clone();
        emptied.answers.remove("own");
        let filled = now.with_typed_since(&page, &sent, &emptied);
        assert_eq!((filled.given("own"), filled.given("site")), (vec![], vec!["nose"]));
    }
}
