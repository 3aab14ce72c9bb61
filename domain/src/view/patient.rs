use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AppointmentTold, ImageView, MonitoringTold, When};
use crate::{
    case::{AmendmentKind, Outcome, PatientWords},
    command::ConsentChoices,
    forms::{Checked, Response},
    guide::Guide,
    image::View,
};

/// Who asked, as a patient may know it before they have shown who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// Empty for a link nobody made: the page then says "your GP surgery".
    pub practice: String,
    pub phone: String,
    /// When somebody answers there; may be empty.
    pub hours: String,
}

/// How far a photo request has come; each page shows itself only at its own stage or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "one per page, never in a list")]
pub enum Stage {
    /// Date of birth not given yet in this browser. `tries_left` is None before the first try.
    Check {
        tries_left: Option<u32>,
        /// When photos were sent by this link: nothing that anybody who holds the phone does not know.
        sent: Option<When>,
    },
    /// Five wrong dates: call the surgery.
    Locked,
    /// Its time is over, it was withdrawn, or a newer link took its place.
    Expired,
    /// The practice took its request back before anything was sent by this link.
    Stopped,
    /// Consents not given yet.
    Before,
    /// The patient said no to sharing pictures for their care.
    Declined,
    Questions,
    Photos,
    /// Sent: news of the case from here on.
    News(News),
}

/// Everything a patient's pages show.
#[derive(Debug, Clone, PartialEq)]
pub struct PatientPage {
    pub asker: Asker,
    pub stage: Stage,
    /// A link for the referrer's own phone: no questions, no consents, straight to the pictures.
    pub is_phone: bool,
    /// Whom a referrer's own phone takes pictures of, in as few letters as tell them apart: "A.S. 1948, case 1F3A 27C1".
    pub about: String,
    /// The body site in the patient's words, once they have shown who they are: "left forearm".
    pub site: String,
    pub views: Vec<View>,
    /// Which pictures the request asks for.
    pub guide: Guide,
    pub images: Vec<ImageView>,
    /// Of follow-up photos: what the patient sent before, to take it again in the same way.
    pub before: Vec<ImageView>,
    /// A plan asks for them, and each view of it is wanted.
    pub is_round: bool,
    /// What each picture shows that was begun to be sent and has not arrived whole.
    pub unfinished: Vec<View>,
    /// What is asked on it: the questions, and on the news whether it has changed.
    pub form: Option<Checked>,
    /// What was answered, or what the questions begin with.
    pub answers: Response,
    /// London's day, by which answers are judged.
    pub today: Date,
    /// What they allowed before, if they were asked.
    pub consents: Option<ConsentChoices>,
    /// When the link stops taking pictures.
    pub until: Option<When>,
}

/// The pictures of a link's request as they stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPictures {
    pub images: Vec<ImageView>,
    /// As in [`PatientPage`].
    pub unfinished: Vec<View>,
}

/// How the case stands, in facts: the words stand in the locale files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    pub photos_sent: Option<When>,
    pub sent_to_specialist: Option<When>,
    /// By when the specialist should have answered.
    pub due: Option<When>,
    pub answered: Option<When>,
    pub outcome: Option<Outcome>,
    /// They have not been shown the answer before, as far as is known: whoever shows it notes it.
    pub is_unopened: bool,
    /// What the outcome means for the patient, as the case stands: keys in the locale files.
    pub words: Option<PatientWords>,
    /// There is an answer, and the practice reads it before the patient does.
    pub held: bool,
    /// When the practice took its request back.
    pub withdrawn: Option<When>,
    /// Past the time by which the specialist should have answered.
    pub late: bool,
    /// The day by which they should have heard something, in words; the one date of the page to call by.
    pub call_by: String,
    /// The day by which the practice should have looked at the photos, in words.
    pub look_by: String,
    /// The advice the specialist wrote for the patient to read.
    pub patient_advice: String,
    pub practice_read: Option<When>,
    /// What became of an answer that the patient was told of. After a correction nothing of the answer is in here.
    pub amended: Option<AmendmentKind>,
    /// When that became of it; None where they were told of the answer only afterwards.
    pub amended_at: Option<When>,
    /// What the patient has told the practice since, oldest first.
    pub changes: Vec<ChangeTold>,
    /// The day by which the practice should look at what it is told now, in words.
    pub changed_by: String,
    /// Follow-up photos, where they are planned.
    #[serde(default)]
    pub monitoring: Option<MonitoringTold>,
    /// When somebody outside of the practice and the service read the case, oldest first.
    pub opened: Vec<When>,
    /// The newest appointment, of a case that its service has taken over.
    pub appointment: Option<AppointmentTold>,
}

/// That the patient told the practice that it has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeTold {
    pub at: When,
    /// The day by which the practice should have looked at it, in words.
    pub look_by: String,
    /// That day is over, and nobody has noted that they did.
    pub late: bool,
    /// The skin specialists were told, too.
    pub for_service: bool,
    /// When somebody of the practice noted that it is dealt with.
    pub done: Option<When>,
}
