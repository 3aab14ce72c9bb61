use crate::ids::{HubVisitId, PhotoRequestId};

/// What can be done with one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the case as a clinician does.
    See,
    SeeHistory,
    /// Be told that the case changed (server-sent events).
    Follow,
    EditRequest,
    /// Send the request (`Change::Submit`), or send what the specialist asked for (`Change::Resume`).
    Submit,
    /// The same in the name of a referrer of one's own practice.
    SubmitFor,
    /// Text the patient, or show a link for one's own phone.
    RequestPhotos,
    WithdrawPhotoRequest,
    Withdraw,
    /// Begin another request about the same problem: a second question, or to another service.
    AskAgain,
    /// Change who it is about after something was collected, before it is answered.
    CorrectIdentity,
    /// Write to the other side, and say that its messages are read.
    Message,
    /// Not agree to an answer that wants it.
    Disagree,
    /// Say that it has changed: the patient's.
    ReportChange,
    /// Say that this is dealt with: the practice's.
    DealWithChange,
    /// Say for the service that this was looked at.
    LookAtChange,
    /// Say that the case is not of the patient that it names, once it was sent.
    WrongPatient,
    /// Say for one's own side that this is dealt with.
    SettleWrongPatient,
    /// What was still to be done after the answer is done.
    Close,
    /// Text a new link to the news, or note that the patient was told: as long as there may be something to read.
    TellPatient,
    /// Keep an unsent answer: also after somebody else was first, so that no text is lost.
    KeepAnswer,
    /// Send it.
    Answer,
    TakeBackAnswer,
    /// Send it on to another service.
    SendOn,
    /// Add to an answer that stands, correct or retract it: its author, or a colleague who noticed.
    AmendAnswer,
    Acknowledge,
    /// Say that the patient was referred, as the answer asked.
    Refer,
    /// Try to reach the patient about an appointment, book it, and say what came of it.
    Book,
    /// Help with that: say how the patient is reached, and that one is known to have missed theirs.
    HelpBook,
    /// Send the patient to a photography hub: see `hub`.
    AskHub,
    /// Call such a visit off, or say that one knows what came of it.
    FollowHub,
    /// Book such a visit, receive the patient, and end it: the hub's.
    Photograph,
    /// Say for the service what came of the patient.
    Conclude,
    /// Say for the practice that this was read.
    ReadConclusion,
    /// Ask a colleague or a meeting of one's service, prepare an answer for somebody else to send, and read what they say.
    AskReview,
    /// Do what a colleague asked, and read an answer a second time.
    GiveReview,
    /// Plan follow-up photos, and call a plan off.
    PlanMonitoring,
    /// See for the practice to it that they come.
    ChaseMonitoring,
    /// Look at them for the service, and know that none came.
    ReviewMonitoring,
    AddImage,
    ReadImage(ImageFacts),
    /// Take it away as a file, perhaps with what was drawn on it. A link's own pictures are on that phone already.
    CopyImage(ImageFacts),
    RemoveImage(ImageFacts),
    AnnotateImage(ImageFacts),
    /// Put a clip beside a picture; whoever may look at the picture may play it.
    AddClip(ImageFacts),
    /// The patient's own steps: consents, questions, sending, news. Whether the link still takes them is
    /// `photo_request`'s decision.
    UsePatientPages,
}

/// What decides about one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImageFacts {
    /// The link it came by; None from a signed-in clinician.
    pub photo_request: Option<PhotoRequestId>,
    /// A specialist has been sent it: from then on it is part of the record.
    pub sent: bool,
    /// The visit to a photography hub that it was taken at.
    pub visit: Option<HubVisitId>,
    /// The patient took it themselves, by whichever link.
    pub by_patient: bool,
}
