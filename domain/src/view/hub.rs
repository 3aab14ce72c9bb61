use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AppointmentView, Fact, ImageView, PatientView, When};
use crate::{
    forms::{Checked, Response},
    guide::Guide,
    hub::Step,
    ids::{AppointmentId, CaseId, FormKey, HubVisitId, OrganisationId},
};

/// Which visits of a hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HubShow {
    /// Who comes today, who is here, and whose slot is over without anybody having said how it went.
    #[default]
    Today,
    /// A slot is to be booked.
    ToBook,
    /// Booked for another day.
    Later,
}

/// One line of a hub's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubRow {
    pub case: CaseId,
    pub number: String,
    pub patient: PatientView,
    pub site: String,
    pub practice: String,
    pub urgent: bool,
    pub step: Step,
    pub slot: Option<When>,
    pub missed: u32,
    /// By when pictures should be taken, or what came of the slot be said; and whether that is over.
    pub due: When,
    pub late: bool,
}

/// A hub's list. There are as many visits as a hub can take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubPage {
    pub rows: Vec<HubRow>,
    /// How many are in each list: today, to book, later.
    pub counts: [usize; 3],
    /// Of all of them, late.
    pub late: usize,
    /// The looker takes pictures here, and does not only look after the work.
    pub may_open: bool,
}

/// A visit as the hub sees it: who it is, how they are reached, what is to be photographed, and no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HubVisitView {
    pub visit: HubVisitId,
    pub case: CaseId,
    pub number: String,
    /// Of the visit: a step of an older one is refused.
    pub version: i64,
    pub patient: PatientView,
    /// What they want to be called; empty where that is not known.
    pub preferred: String,
    pub contacts: Vec<String>,
    pub needs: Vec<String>,
    pub died: Option<String>,
    pub urgent: bool,
    pub site: String,
    /// Which views matter.
    pub guide: Guide,
    /// What whoever asked wrote for the hub.
    pub why: String,
    /// "Dr Amara Osei, Riverside Surgery, 0113 496 0100".
    pub asked_by: String,
    pub asked: When,
    pub step: Step,
    /// The newest last.
    pub slots: Vec<AppointmentView>,
    pub booked: Option<AppointmentId>,
    /// Its time has come.
    pub is_over: bool,
    /// It is today, or was: the patient may be here.
    pub is_today: bool,
    pub missed: u32,
    pub arrived: Option<When>,
    pub identity: Option<When>,
    /// When they gave somebody else's.
    pub mismatch: Option<When>,
    pub consent: Vec<Fact>,
    pub chaperone: Option<String>,
    /// What is asked of their history, and as of which day; None where they do not want to be asked.
    pub form: Option<Checked>,
    pub history: Response,
    pub asked_history: bool,
    pub today: Date,
    pub images: Vec<ImageView>,
    /// Pictures are on their way.
    pub on_their_way: u32,
    /// Why nothing is photographed any more; None while it is.
    pub over: Option<String>,
    /// The key of the form that books, made with this view.
    pub key: FormKey,
    /// Proposed for the next slot: where the last one was.
    pub place: String,
}

/// One visit on a case's own pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubLine {
    pub visit: HubVisitId,
    /// "Northshire Photography, 0113 496 0400".
    pub hub: String,
    pub asked_by: String,
    pub asked: When,
    pub why: String,
    /// "To book", "Pictures were taken".
    pub status: String,
    pub is_open: bool,
    /// It brought no pictures.
    pub is_in_vain: bool,
    /// When, and by whom, it ended.
    pub ended: Option<(String, When)>,
    pub slots: Vec<AppointmentView>,
    pub consent: Vec<Fact>,
    pub chaperone: Option<String>,
    pub history: Vec<Fact>,
    pub note: String,
    /// Nobody of the practice has said that they know.
    pub to_note: bool,
}

/// A case's visits, the newest last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubProgress {
    pub visits: Vec<HubLine>,
    /// The looker may call an open one off.
    pub may_call_off: bool,
    /// The looker is of the practice, and may say that they know what came of one.
    pub may_note: bool,
}

/// What a visit can be asked for by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubAskView {
    pub case: CaseId,
    pub version: i64,
    pub patient: PatientView,
    pub site: String,
    /// Those that its service, or the one that is chosen, may send patients to.
    pub hubs: Vec<(OrganisationId, String)>,
    /// A service is chosen.
    pub has_service: bool,
    /// One is open already.
    pub is_open: bool,
    pub is_suspected: bool,
    pub key: FormKey,
}
