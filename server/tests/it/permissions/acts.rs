//! Every action as a browser asks for it.

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    access::{Action, ImageFacts},
    case::{StateKind, WrongPatientReason},
    ids::{AccountId, CaseId, ChangeReportId, ImageId, PhotoRequestId},
    role::{Capability, Role},
};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::json;
use uuid::Uuid;

use super::world::Filled;
use crate::job::{fields, flatten};

/// One way to ask for an action.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act {
    pub(super) action: Action,
    /// Whether the case is another one when it was allowed: it is asked of a case of its own then.
    pub(super) changes: bool,
}

const SENT: ImageFacts = ImageFacts { photo_request: None, sent: true, visit: None, by_patient: false };
const UNSENT: ImageFacts = ImageFacts { photo_request: None, sent: false, visit: None, by_patient: false };

const fn keeps(action: Action) -> Act {
    Act { action, changes: false }
}

const fn changes(action: Action) -> Act {
    Act { action, changes: true }
}

/// Every action of somebody signed in. Not here, because nobody signed in does them: `ReportChange` and
/// `UsePatientPages`, which are a link's (`links`, `plain_form` and the browser tests).
pub(super) const ACTS: [Act; 48] = [
    keeps(Action::See),
    keeps(Action::SeeHistory),
    keeps(Action::Follow),
    keeps(Action::EditRequest),
    changes(Action::Submit),
    changes(Action::SubmitFor),
    keeps(Action::RequestPhotos),
    keeps(Action::WithdrawPhotoRequest),
    changes(Action::Withdraw),
    keeps(Action::AskAgain),
    keeps(Action::CorrectIdentity),
    keeps(Action::Disagree),
    keeps(Action::Message),
    keeps(Action::DealWithChange),
    keeps(Action::LookAtChange),
    changes(Action::WrongPatient),
    keeps(Action::SettleWrongPatient),
    changes(Action::Close),
    keeps(Action::TellPatient),
    keeps(Action::KeepAnswer),
    keeps(Action::Answer),
    keeps(Action::TakeBackAnswer),
    keeps(Action::SendOn),
    keeps(Action::AskReview),
    keeps(Action::GiveReview),
    keeps(Action::AmendAnswer),
    changes(Action::Acknowledge),
    keeps(Action::Refer),
    keeps(Action::Book),
    keeps(Action::HelpBook),
    keeps(Action::AskHub),
    keeps(Action::FollowHub),
    keeps(Action::Photograph),
    keeps(Action::PlanMonitoring),
    keeps(Action::ChaseMonitoring),
    keeps(Action::ReviewMonitoring),
    keeps(Action::Conclude),
    keeps(Action::ReadConclusion),
    keeps(Action::AddImage),
    keeps(Action::ReadImage(SENT)),
    keeps(Action::ReadImage(UNSENT)),
    keeps(Action::CopyImage(SENT)),
    keeps(Action::CopyImage(UNSENT)),
    changes(Action::RemoveImage(UNSENT)),
    keeps(Action::RemoveImage(SENT)),
    keeps(Action::AnnotateImage(SENT)),
    keeps(Action::AnnotateImage(UNSENT)),
    keeps(Action::AddClip(UNSENT)),
];

/// Compiles only while every action was thought of.
#[test]
fn every_action_is_asked_for_or_is_a_links() {
    let is_a_links = |action: Action| match action {
        Action::ReportChange | Action::UsePatientPages => true,
        Action::See
        | Action::SeeHistory
        | Action::Follow
        | Action::EditRequest
        | Action::Submit
        | Action::SubmitFor
        | Action::RequestPhotos
        | Action::WithdrawPhotoRequest
        | Action::Withdraw
        | Action::AskAgain
        | Action::CorrectIdentity
        | Action::Disagree
        | Action::Message
        | Action::DealWithChange
        | Action::LookAtChange
        | Action::WrongPatient
        | Action::SettleWrongPatient
        | Action::Close
        | Action::TellPatient
        | Action::KeepAnswer
        | Action::Answer
        | Action::TakeBackAnswer
        | Action::SendOn
        | Action::AskReview
        | Action::GiveReview
        | Action::AmendAnswer
        | Action::Acknowledge
        | Action::Refer
        | Action::Book
        | Action::HelpBook
        | Action::AskHub
        | Action::FollowHub
        | Action::Photograph
        | Action::PlanMonitoring
        | Action::ChaseMonitoring
        | Action::ReviewMonitoring
        | Action::Conclude
        | Action::ReadConclusion
        | Action::AddImage
        | Action::ReadImage(_)
        | Action::CopyImage(_)
        | Action::RemoveImage(_)
        | Action::AnnotateImage(_)
        | Action::AddClip(_) => false,
    };
    assert!(ACTS.iter().all(|act| !is_a_links(act.action)));
    let kinds: std::collections::HashSet<_> = ACTS.iter().map(|act| std::mem::discriminant(&act.action)).collect();
    assert_eq!(kinds.len(), 44, "one of them has no request");
}

/// What a request is about: a case and what belongs to it, or the same of a case that is not there.
#[derive(Debug, Clone)]
pub(super) struct About {
    case: CaseId,
    link: PhotoRequestId,
    report: ChangeReportId,
    image: Option<ImageId>,
    version: i64,
    draft: serde_json::Value,
    /// A referrer in whose name it may be sent.
    colleague: AccountId,
}

impl About {
    pub(super) fn of(filled: &Filled, action: Action) -> Self {
        let image = match action {
            Action::ReadImage(image)
            | Action::CopyImage(image)
            | Action::RemoveImage(image)
            | Action::AnnotateImage(image)
            | Action::AddClip(image) => {
                if image.sent {
                    filled.sent
                } else {
                    filled.unsent
                }
            }
            _ => None,
        };
        let draft = serde_json::to_value(&filled.draft).unwrap();
        Self {
            case: filled.id,
            link: filled.link,
            report: filled.report,
            image,
            version: filled.version,
            draft,
            colleague: filled.colleague,
        }
    }

    /// Nothing that there is.
    pub(super) fn nothing(like: &Filled) -> Self {
        let id = Uuid::from_u128(0x0190_c1a2_0000_7000_8000_0000_0000_0001);
        let draft = serde_json::to_value(&like.draft).unwrap();
        let image = Some(ImageId(id));
        Self {
            case: CaseId(id),
            link: PhotoRequestId(id),
            report: ChangeReportId(id),
            image,
            version: 1,
            draft,
            colleague: like.colleague,
        }
    }

    pub(super) fn is_without_picture(&self, action: Action) -> bool {
        let wants = matches!(
            action,
            Action::ReadImage(_)
                | Action::CopyImage(_)
                | Action::RemoveImage(_)
                | Action::AnnotateImage(_)
                | Action::AddClip(_)
        );
        wants && self.image.is_none()
    }

    /// The request by which a browser of `role` asks for this.
    pub(super) fn ask(
        &self,
        browser: &Client,
        url: &str,
        role: Role,
        asker: AccountId,
        action: Action,
    ) -> RequestBuilder {
        let case = self.case.to_string();
        let image = self.image.map(|image| image.to_string()).unwrap_or_default();
        let api = |name: &str| browser.post(format!("{url}/api/{name}"));
        let form = |name: &str, more: &[(&str, &str)]| api(name).form(&[&[("case", case.as_str())][..], more].concat());
        // Refused or kept by what it says, once it was let in.
        let nil = Uuid::nil().to_string();
        match action {
            Action::See => {
                let area = if role.can(Capability::Assess) { "worklist" } else { "cases" };
                browser.get(format!("{url}/{area}/{case}")).header("accept", "text/html")
            }
            Action::SeeHistory => form("cases/history", &[]),
            Action::Follow => browser.get(format!("{url}/events/cases/{case}")),
            Action::EditRequest => form("cases/request", &[]),
            Action::Submit | Action::SubmitFor => {
                let mut sent = fields(&[("case", &case), ("version", &self.version.to_string()), ("then", "submit")]);
                let name = if action == Action::Submit { asker } else { self.colleague };
                sent.extend(fields(&[("named", &name.to_string())]));
                flatten("draft", &self.draft, &mut sent);
                api("cases/form").form(&sent)
            }
            Action::RequestPhotos => api("photo-requests/phone").json(&json!({ "case": case })),
            Action::WithdrawPhotoRequest => {
                form("photo-requests/withdraw", &[("photo_request", &self.link.to_string())])
            }
            Action::Withdraw => form("cases/withdraw", &[]),
            Action::AskAgain => form("cases/ask-again", &[]),
            Action::CorrectIdentity => form("cases/correction", &[]),
            Action::Disagree => form("answers/disagree", &[("key", &nil), ("text", "It grows.")]),
            Action::Message => form("messages/send", &[("key", &nil), ("seen", "0"), ("text", "Is it itchy?")]),
            Action::DealWithChange => api("cases/changes/done").form(&[("report", self.report.to_string())]),
            Action::LookAtChange => api("cases/changes/seen").form(&[("report", self.report.to_string())]),
            Action::WrongPatient => form("cases/wrong-patient", &[("because", WrongPatientReason::ALL[0].as_str())]),
            Action::SettleWrongPatient => form("cases/wrong-patient/settle", &[]),
            Action::Close => form("cases/close", &[]),
            Action::TellPatient => form("cases/told", &[]),
            Action::KeepAnswer => api("answers/draft").json(&json!({ "case": case, "draft": { "answer": {} } })),
            Action::Answer => {
                let key = Uuid::from_u128(self.case.0.as_u128() ^ 2).to_string();
                let draft = json!({ "answer": {} });
                api("answers/send").json(&json!({ "case": case, "version": self.version, "key": key, "draft": draft }))
            }
            Action::TakeBackAnswer => form("answers/undo", &[]),
            Action::SendOn => {
                form("answers/send-on", &[("key", &nil), ("service", &nil), ("reason", "Melanoma"), ("version", "0")])
            }
            Action::AskReview => {
                form("reviews/ask", &[("key", &nil), ("form[kind]", "opinion"), ("form[words]", "Biopsy?")])
            }
            Action::GiveReview => form("reviews/give", &[("review", &nil), ("form[words]", "Yes.")]),
            Action::AmendAnswer => {
                form("answers/amend", &[("key", &nil), ("kind", "addition"), ("text", "Also use a cream.")])
            }
            Action::Acknowledge => form("cases/acknowledge", &[]),
            Action::Refer => form("cases/refer", &[]),
            Action::Book => form("bookings/contact", &[("key", &nil), ("contacted", "no_answer")]),
            Action::HelpBook => form("bookings/help", &[("key", &nil), ("contacted", "no_answer")]),
            Action::AskHub => form("hub/ask", &[("key", &nil), ("version", "0")]),
            Action::FollowHub => form("hub/note", &[]),
            Action::Photograph => form("hub/arrive", &[("seen", "0")]),
            Action::PlanMonitoring => form("monitoring/plan", &[("key", &nil)]),
            Action::ChaseMonitoring => form("monitoring/ask-again", &[("version", "0")]),
            Action::ReviewMonitoring => form("monitoring/review", &[("version", "0")]),
            Action::Conclude => form("conclusions/conclude", &[("key", &nil)]),
            Action::ReadConclusion => form("conclusions/read", &[("seen", "0")]),
            Action::AddImage => upload(browser, url, &case, None),
            Action::AddClip(_) => upload(browser, url, &case, Some(&image)),
            Action::ReadImage(_) => browser.get(format!("{url}/images/{image}/thumb")),
            Action::CopyImage(_) => browser.post(format!("{url}/images/{image}/copy")).form(&[("purpose", "original")]),
            Action::RemoveImage(_) => form("images/remove", &[("image", &image)]),
            Action::AnnotateImage(_) => {
                api("images/annotate").json(&json!({ "image": image, "seen": 0, "overlay": {} }))
            }
            Action::ReportChange | Action::UsePatientPages => unreachable!("a link's"),
        }
    }
}

fn upload(browser: &Client, url: &str, case: &str, clip_of: Option<&str>) -> RequestBuilder {
    let pair = |name: &str, value: &str| format!("{name} {}", STANDARD.encode(value));
    let metadata: Vec<String> = [("case", Some(case)), ("view", Some("close_up")), ("clip_of", clip_of)]
        .into_iter()
        .filter_map(|(name, value)| Some(pair(name, value?)))
        .collect();
    browser
        .post(format!("{url}/uploads"))
        .header("tus-resumable", "1.0.0")
        .header("upload-length", 1_000)
        .header("upload-metadata", metadata.join(","))
}

/// Whether somebody who may do this at another time is told in other words than a stranger that it cannot be done now: they
/// see how the case stands, and what they typed is kept.
pub(super) fn is_told_why(action: Action, status: StatusCode, says: &str) -> bool {
    match action {
        Action::Acknowledge => status == StatusCode::CONFLICT,
        Action::Answer => status == StatusCode::CONFLICT || says.starts_with("{\"already_answered\""),
        _ => false,
    }
}

/// What was done already is done once: asked for again where it has led to this state, nothing changes, and it is no
/// refusal, because the press before may be the one whose answer was lost.
pub(super) fn is_repeated(action: Action, state: StateKind, role: Role) -> bool {
    let refers = role.can(Capability::Refer);
    let was_sent = matches!(
        state,
        StateKind::InQueue | StateKind::Answered | StateKind::Acknowledged | StateKind::Closed | StateKind::Converted
    );
    match action {
        Action::Submit => refers && was_sent,
        Action::SubmitFor => role.can(Capability::Collect) && was_sent,
        Action::Acknowledge => refers && matches!(state, StateKind::Acknowledged | StateKind::Closed),
        Action::Close => {
            (refers || role.can(Capability::Answer))
                && matches!(state, StateKind::Closed | StateKind::Withdrawn | StateKind::WrongPatient)
        }
        Action::WrongPatient => {
            (role.can(Capability::Collect) || role.can(Capability::Assess)) && state == StateKind::WrongPatient
        }
        _ => false,
    }
}
