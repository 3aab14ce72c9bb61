use serde::{Deserialize, Serialize};

use super::{
    BookingProgress, ConclusionView, Due, Fact, HubProgress, MonitoringView, OtherRequest, ReviewsView, Told, When,
    WrongPatientView,
};
use crate::{
    annotation::{Layer, Overlay},
    case::{AmendmentKind, Answer, AnswerDraft, Answerable, Kind, Outcome, Party, Problem},
    guide::Guide,
    ids::{AccountId, CaseId, ChangeReportId, FormKey, ImageId, PatientId, PhotoRequestId, TemplateId},
    image::View,
    pathway::Score,
};

/// The patient as a signed-in clinician sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientView {
    pub name: String,
    /// "943 476 5919".
    pub nhs_number: String,
    /// "12 Mar 1948 (78 years)".
    pub born: String,
    pub sex: String,
    pub mobile: String,
}

/// A sentence about a picture's quality, never about the lesion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityNote {
    /// The fault's name in domain.md 3.2: "blur", "lighting", "low resolution" …
    pub fault: String,
    pub sentence: String,
}

/// The clip that a picture begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipView {
    /// A path on this server, as a picture's.
    pub address: String,
    /// "video/webm".
    pub media_type: String,
    /// "0:12".
    pub length: String,
}

/// What one person laid over a picture after it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerView {
    pub account: AccountId,
    /// "Dr Helen Marsh".
    pub by: String,
    /// "Specialist, Northshire Dermatology".
    pub role: String,
    /// The looker's: theirs to draw on.
    pub own: bool,
    /// To be sent back with a change; a stale one is refused.
    pub version: i64,
    pub overlay: Overlay,
}

/// One picture. Addresses are paths on this server and need the session that was given them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageView {
    pub id: ImageId,
    pub view: View,
    pub lesion: u32,
    pub width: u32,
    pub height: u32,
    /// 320 px on the long side.
    pub thumb: String,
    /// 1,280 px.
    pub screen: String,
    /// As received: at most 5 MB.
    pub master: String,
    pub quality: Vec<QualityNote>,
    /// What it was sent with.
    pub annotations: Layer,
    /// What people drew over it since, the newest last. Clinicians see it, a patient does not.
    #[serde(default)]
    pub layers: Vec<LayerView>,
    pub received: When,
    /// "Patient", "Practice phone", "Dr Amara Osei".
    pub from: String,
    /// "Close-up of the left forearm, picture 2 of 3".
    pub alt: String,
    #[serde(default)]
    pub clip: Option<ClipView>,
    /// A specialist has been sent it.
    #[serde(default)]
    pub sent: bool,
    /// It came by the practice's own hand, not by a patient's link.
    #[serde(default)]
    pub own: bool,
    /// When it was sent with an earlier request about the same problem: looked at here, and not drawn on.
    #[serde(default)]
    pub earlier: Option<When>,
}

/// A link that was sent, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoRequestView {
    pub id: PhotoRequestId,
    /// "Text to 07700 900 123".
    pub sent_to: String,
    pub sent: When,
    /// "Waiting for the patient", "Photos received", "Locked after 5 wrong dates", "Withdrawn", "Expired".
    pub state: String,
    pub open: bool,
    pub locked: bool,
    /// It can be taken back: it takes pictures, or was locked before any were sent.
    #[serde(default)]
    pub may_withdraw: bool,
    pub expires: When,
    /// When the patient was reminded of it by a text that left, oldest first.
    #[serde(default)]
    pub reminded: Vec<When>,
    /// The patient's own answers, as label and value.
    pub answers: Vec<Fact>,
    /// The consents given, as label and "Yes"/"No", with when and wording version.
    pub consents: Vec<Fact>,
}

impl PhotoRequestView {
    /// It was sent, and that is all that is known of it: nobody has consented or answered by it, and it is still good.
    pub fn has_brought_nothing(&self) -> bool {
        self.open && self.answers.is_empty() && self.consents.is_empty()
    }
}

/// The specialist's answer as everyone entitled sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerView {
    pub answer: Answer,
    /// `Meaning::label`.
    pub outcome_label: String,
    /// The practice has to refer, and has not said that it did.
    pub to_refer: bool,
    /// The practice has to agree, and has not.
    pub to_agree: bool,
    /// The patient need not be seen by it: the practice can refer them all the same.
    #[serde(default)]
    pub may_refer_anyway: bool,
    pub by: String,
    pub at: When,
    /// UTC milliseconds until which the author can take it back; None once it stands or for anyone else.
    pub undo_until_ms: Option<i64>,
    pub acknowledged: Option<When>,
    pub acknowledged_by: Option<String>,
    /// Who does what comes next, and who carries clinical responsibility: `Meaning`'s words for whoever looks.
    pub responsibility: String,
}

/// What became of an answer after it stood, signed and dated. The answer itself stays readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendmentView {
    pub kind: AmendmentKind,
    pub by: String,
    pub at: When,
    pub text: String,
    /// What was retracted, as it had been sent.
    pub retracted: Option<Answer>,
}

/// One message between a practice and the service that it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// "Dr Helen Marsh (GMC 7654321)".
    pub by: String,
    /// Of which side.
    pub party: Party,
    pub at: When,
    pub text: String,
    /// That came with it and were not removed since.
    #[serde(default)]
    pub pictures: u32,
    /// Nobody of the other side has said that they read it.
    pub unread: bool,
}

/// One time that the patient said that it has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    pub report: ChangeReportId,
    pub at: When,
    /// The patient's own; may be empty.
    pub words: String,
    /// By when the practice deals with it.
    pub late_at: When,
    /// Past that, and still to be dealt with.
    pub late: bool,
    /// Who has dealt with it, and when.
    pub done: Option<(String, When)>,
    /// The service has to look at it, too.
    #[serde(default)]
    pub for_service: bool,
    /// Who of the service has, and when.
    #[serde(default)]
    pub seen: Option<(String, When)>,
}

/// What the person looking may do now; decided by `access` and the state, so that a screen never guesses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct May {
    pub edit: bool,
    pub request_photos: bool,
    pub submit: bool,
    pub answer: bool,
    /// Write an answer that is kept, whether or not one may send it.
    pub keep_answer: bool,
    pub undo: bool,
    /// Send it on to another service.
    #[serde(default)]
    pub send_on: bool,
    /// Send the patient to a photography hub.
    #[serde(default)]
    pub ask_hub: bool,
    /// Add to the answer, correct or retract it.
    pub amend: bool,
    pub acknowledge: bool,
    /// There is no answer to read, but what became of the last one.
    pub read_change: bool,
    /// Say that the patient was referred.
    pub refer: bool,
    pub withdraw: bool,
    /// Begin another request about the same problem.
    pub ask_again: bool,
    /// See who did what, when.
    pub history: bool,
    pub close: bool,
    pub correct: bool,
    /// Say that it is the wrong patient.
    pub wrong_patient: bool,
    pub annotate: bool,
    /// Write to the other side.
    pub message: bool,
    /// Send more pictures, with a message.
    pub send_pictures: bool,
}

/// One case, whole, as one signed-in person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseView {
    pub id: CaseId,
    /// To be sent back with a change; a stale one is refused.
    pub version: i64,
    pub kind: Kind,
    /// "3rd", where so many were sent about this problem that it is to be thought about anew.
    #[serde(default)]
    pub presentation: Option<String>,
    pub is_draft: bool,
    pub state: String,
    pub patient: PatientView,
    /// Their page, for whoever may open it.
    #[serde(default)]
    pub patient_id: Option<PatientId>,
    pub site: String,
    pub practice: String,
    pub referrer: String,
    /// Who sent it in the referrer's name.
    #[serde(default)]
    pub sent_by: Option<String>,
    pub service: String,
    /// Of whoever is on the other side: "0113 496 0100, Monday to Friday, 8am to 6.30pm". Empty where there is none.
    pub telephone: String,
    pub question: String,
    pub impression: String,
    /// Everything else of the request, key facts first.
    pub facts: Vec<Fact>,
    /// As it was shown when the request was sent, or as it stands in a draft.
    pub score: Option<Score>,
    /// Why a lesion has no score.
    pub unscored: Option<String>,
    /// Its own, and after them those of earlier requests about the same problem.
    pub images: Vec<ImageView>,
    /// Every other request about the same problem, the first one first.
    #[serde(default)]
    pub others: Vec<OtherRequest>,
    /// Which pictures the request asks for.
    pub guide: Guide,
    pub photo_requests: Vec<PhotoRequestView>,
    pub due: Option<Due>,
    pub submitted: Option<When>,
    pub answer: Option<AnswerView>,
    /// What was asked for before the answer that stands, or before there is one: by whom, when, and what.
    pub asked_before: Vec<(String, When, Answer)>,
    /// What was added to answers of this case, corrected or retracted, oldest first.
    pub amendments: Vec<AmendmentView>,
    /// What both sides wrote to each other, oldest first.
    pub messages: Vec<MessageView>,
    /// Of the practice's view only.
    pub told: Option<Told>,
    /// "The patient opened the answer on Thu 26 Nov, 10:02.", for both sides; None where nobody knows or waits for it.
    #[serde(default)]
    pub reading: Option<String>,
    /// Who carries clinical responsibility; None while an answer may still move it.
    pub responsibility: Option<String>,
    pub may: May,
    /// The looker's own unsent answer, kept as typed.
    pub answer_draft: Option<AnswerDraft>,
    /// What an answer is checked against.
    pub answerable: Answerable,
    /// The key of the form that answers, made with this view: sent twice with the same content, it is one act.
    pub answer_key: FormKey,
    /// What the patient said has changed, oldest first.
    #[serde(default)]
    pub changes: Vec<ChangeView>,
    /// What clinicians of its service ask of each other: for them alone.
    #[serde(default)]
    pub reviews: ReviewsView,
    /// Of a case of the wrong patient: shown instead of all else.
    #[serde(default)]
    pub wrong_patient: Option<WrongPatientView>,
    /// Of a case that its service has taken over.
    #[serde(default)]
    pub booking: Option<BookingProgress>,
    /// Visits to a photography hub.
    #[serde(default)]
    pub hub: Option<HubProgress>,
    /// Follow-up photos by a plan.
    pub monitoring: Option<MonitoringView>,
    /// The same: what came of it.
    #[serde(default)]
    pub conclusion: Option<ConclusionView>,
    /// Colleagues with unsent text on a case that waits, and when they last changed it.
    #[serde(default)]
    pub also_answering: Vec<(String, When)>,
}

/// One event of a case's log, as its history page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub seq: i64,
    pub at: When,
    /// "Dr Amara Osei, Riverside Surgery", "The patient", "Skinlink".
    pub who: String,
    pub what: String,
    /// First 12 hex digits of the entry's hash.
    pub hash: String,
}

/// A case's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub case: CaseId,
    pub title: String,
    pub entries: Vec<HistoryEntry>,
    /// The entries, and the texts and forms they speak of, are as they were written, and none is missing.
    pub intact: bool,
    /// How many entries, the first ones, are from before entries were sealed.
    pub carried_over: usize,
}

/// A ready-made answer that a service keeps and edits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    pub id: TemplateId,
    pub outcome: Outcome,
    pub title: String,
    /// No diagnosis: that is each case's own.
    pub advice: String,
    /// Its own words for when to seek help sooner; empty where the service's for the outcome are meant.
    pub safety_net: String,
}

/// What sending an answer gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerSent {
    Sent {
        case: CaseId,
        /// How long it can still be taken back.
        undo_seconds: u32,
        next: Option<CaseId>,
    },
    /// Another answer was first, by somebody else or by this specialist in another tab or press: this one was not sent,
    /// its text was kept as this specialist's draft.
    AlreadyAnswered {
        by: String,
        at: When,
        own: bool,
        /// What was answered.
        outcome: String,
    },
    /// The answer is not complete yet, or something has to be confirmed.
    Incomplete { problems: Vec<Problem> },
}
