use domain::view::CaseList;

/// A practice's list as an address, a heading and what to say while it is empty.
#[derive(Debug, Clone, Copy)]
pub struct ListWords {
    pub list: CaseList,
    /// In `/cases?list=`.
    pub code: &'static str,
    pub label: &'static str,
    pub empty: &'static str,
}

/// Every list of a practice, in the order screens offer them.
pub const LISTS: [ListWords; 23] = [
    words(
        CaseList::WrongPatient,
        "wrong_patient",
        "Wrong patient",
        "When you or a specialist find that a case is of the wrong patient, it stays here until you have dealt with it.",
    ),
    words(
        CaseList::Changed,
        "changed",
        "It has changed",
        "When a patient says on their page that it has changed, it stays here until somebody has dealt with it.",
    ),
    words(CaseList::ToRead, "to_read", "Answers to read", "Answers appear here once a specialist has sent them."),
    words(
        CaseList::Messages,
        "messages",
        "Messages to read",
        "When a service writes to you about a request, it stays here until somebody has read it.",
    ),
    words(
        CaseList::ToRefer,
        "to_refer",
        "To refer",
        "When an answer asks you to refer a patient, it stays here until you say that you did.",
    ),
    words(
        CaseList::ToFinish,
        "to_finish",
        "To finish",
        "When an answer that you have read asks for something, such as tests or pictures in some weeks, it stays here until you close the case.",
    ),
    words(
        CaseList::PhotosArrived,
        "photos_arrived",
        "Photos arrived",
        "Photos appear here when a patient has sent them and the request has not gone out yet, and pictures that were added to a sent request and not sent.",
    ),
    words(
        CaseList::NotSent,
        "not_sent",
        "Patient sent no photos",
        "When a patient’s link ends without photos, or the patient says no to them, the request appears here.",
    ),
    words(
        CaseList::AskedForMore,
        "asked_for_more",
        "Asked for more",
        "When a specialist needs more before answering, the request comes back here.",
    ),
    words(
        CaseList::ToTell,
        "to_tell",
        "Patients to tell",
        "When an answer is there and its patient has not been told, it appears here.",
    ),
    words(
        CaseList::Unread,
        "unread",
        "Answers not opened",
        "When a patient was texted that there is an answer and has not opened it for some days, it appears here.",
    ),
    words(
        CaseList::NotReached,
        "not_reached",
        "Patient not reached",
        "When a patient’s link locks or a text cannot be sent, it appears here.",
    ),
    words(
        CaseList::HelpReach,
        "help_reach",
        "Help to reach",
        "When a hospital calls a patient about an appointment and reaches nobody, it appears here.",
    ),
    words(
        CaseList::Missed,
        "missed",
        "Missed appointments",
        "When a patient does not come to an appointment, it stays here until somebody says that they know.",
    ),
    words(
        CaseList::Concluded,
        "concluded",
        "Found and done",
        "When a hospital says what it found and did for a patient, it stays here until somebody has read it.",
    ),
    words(
        CaseList::NoHubPictures,
        "no_hub_pictures",
        "No pictures from the hub",
        "When a visit to a photography hub brings no pictures, it stays here until somebody says that they know.",
    ),
    words(
        CaseList::RoundMissed,
        "round_missed",
        "Follow-up photos missing",
        "When a patient is asked for follow-up photos and sends none, it stays here until somebody has seen to it.",
    ),
    words(CaseList::Drafts, "drafts", "Drafts", "Start a request and it is kept here until you send it."),
    words(
        CaseList::WithPatient,
        "with_patient",
        "With the patient",
        "Text a patient for photos, and the request waits here until they arrive.",
    ),
    words(
        CaseList::WithSpecialist,
        "with_specialist",
        "With the specialist",
        "Requests wait here from sending until the answer.",
    ),
    words(
        CaseList::DoneThisWeek,
        "done_this_week",
        "Done this week",
        "Requests whose answer was read since Monday appear here.",
    ),
    words(
        CaseList::HandedOn,
        "handed_on",
        "With the manager too",
        "What has been late for more than two working days appears here, for the practice manager to see to.",
    ),
    words(CaseList::All, "all", "All requests", "No requests yet. Start one with New request."),
];

const fn words(list: CaseList, code: &'static str, label: &'static str, empty: &'static str) -> ListWords {
    ListWords { list, code, label, empty }
}

impl ListWords {
    pub fn of(list: CaseList) -> &'static Self {
        LISTS.iter().find(|words| words.list == list).unwrap_or(&LISTS[LISTS.len() - 1])
    }

    /// The list of an address; all requests where it names none.
    pub fn from_code(code: &str) -> &'static Self {
        LISTS.iter().find(|words| words.code == code).unwrap_or(&LISTS[LISTS.len() - 1])
    }
}
