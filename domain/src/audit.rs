//! What an installation's log of accesses keeps: ids and enums, never free text.

use serde::{Deserialize, Serialize};

use crate::{
    code::coded,
    forms::FormKind,
    ids::{AccountId, DeliveryId, ImageId, MembershipId, OrganisationId, PatientId, TemplateId},
};

/// One access. Who, when and to which case stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "access", rename_all = "snake_case")]
pub enum Access {
    SignedIn,
    /// `account` where the e-mail address was somebody's; what was typed is not kept.
    SignInFailed {
        account: Option<AccountId>,
    },
    /// Not even tried, because there were too many wrong ones before: so many within about a second.
    SignInHeldBack {
        tries: u32,
    },
    SignedOut,
    /// Sent to this person's browser, which also fetches the next case while one is read: that somebody opened a case
    /// stands in the case's own log.
    CaseSent,
    RequestSent,
    HistorySent,
    ListSent,
    PicturesSent {
        images: Vec<ImageId>,
    },
    ClipSent {
        image: ImageId,
    },
    /// Gave a number that opens no case from outside. Which one is not kept: it may be nearly that of somebody's case.
    CaseNumberMissed,
    /// So many of them that none is taken for a while.
    CaseNumbersHeldBack,
    /// Patients of the practice were looked for; by what, is not kept.
    PatientsSearched,
    PatientSent {
        patient: PatientId,
    },
    /// What is known of a patient beside what a form says.
    PatientChanged {
        patient: PatientId,
    },
    /// This record became part of another one, which has an entry of its own.
    PatientMerged {
        patient: PatientId,
        into: PatientId,
    },
    PatientTookIn {
        patient: PatientId,
        other: PatientId,
    },
    /// This record is one of its own again, and so the other one has an entry, too.
    PatientUnmerged {
        patient: PatientId,
        from: PatientId,
    },
    PatientGaveBack {
        patient: PatientId,
        other: PatientId,
    },
    TemplateSaved {
        template: TemplateId,
    },
    /// Another edition of a service's policy.
    PolicyPublished {
        organisation: OrganisationId,
        edition: i64,
    },
    /// A service's own version of a form.
    FormPublished {
        organisation: OrganisationId,
        form: FormKind,
    },
    FormWithdrawn {
        organisation: OrganisationId,
        form: FormKind,
    },
    /// By somebody who manages accounts and organisations; by nobody, where it was done at the server's command line.
    OrganisationMade {
        organisation: OrganisationId,
    },
    OrganisationChanged {
        organisation: OrganisationId,
    },
    OrganisationClosed {
        organisation: OrganisationId,
    },
    /// It is not closed after all, or not on that day: work is open there.
    OrganisationReopened {
        organisation: OrganisationId,
    },
    /// Somebody was invited there; None to be an administrator.
    Invited {
        organisation: Option<OrganisationId>,
    },
    /// By whoever was invited.
    InvitationDeclined {
        organisation: Option<OrganisationId>,
    },
    /// Before they came.
    InvitationTakenBack {
        organisation: Option<OrganisationId>,
    },
    /// By the link of an invitation or of a reset.
    PasswordChosen {
        account: AccountId,
    },
    /// An authenticator app, with its recovery codes.
    SecondFactorSet {
        account: AccountId,
    },
    /// New ones; the old ones open nothing any longer.
    RecoveryCodesMade {
        account: AccountId,
    },
    PasskeyAdded {
        account: AccountId,
    },
    PasskeyRemoved {
        account: AccountId,
    },
    /// Too many wrong codes in a row: none is taken any longer.
    SecondFactorLocked {
        account: AccountId,
    },
    /// Somebody ended so many of their own sessions elsewhere.
    SessionsEnded {
        count: u32,
    },
    /// The session works in another membership of theirs from now on.
    Switched {
        membership: MembershipId,
    },
    MembershipBegan {
        account: AccountId,
        membership: MembershipId,
    },
    /// Their entry in a register, or that they have none.
    RegistrationSet {
        account: AccountId,
    },
    MembershipEnds {
        account: AccountId,
        membership: MembershipId,
    },
    /// For somebody who is away somebody else stands in; by themselves or by whoever looks after them.
    AwaySet {
        account: AccountId,
        stand_in: AccountId,
    },
    AwayEnded {
        account: AccountId,
    },
    AccountLocked {
        account: AccountId,
    },
    AccountUnlocked {
        account: AccountId,
    },
    AccountLeaves {
        account: AccountId,
    },
    /// They do not leave after all.
    AccountStays {
        account: AccountId,
    },
    /// They had left, and come again with this one role.
    AccountRejoined {
        account: AccountId,
        membership: MembershipId,
    },
    /// The password was taken away, and perhaps the second factor.
    AccountReset {
        account: AccountId,
        second_factor: bool,
    },
    /// A message that was given up was made anew.
    DeliverySentAgain {
        delivery: DeliveryId,
    },
    /// Nothing more is to be done about a message that was given up.
    DeliveryDealtWith {
        delivery: DeliveryId,
    },
    /// This log was searched, for an account, an organisation or a kind; a case stands beside it.
    AccessesSearched {
        account: Option<AccountId>,
        organisation: Option<OrganisationId>,
        what: Option<AccessKind>,
    },
    /// Faults that were found in the logs, by an administrator, who says so.
    LogFaultsLookedAt {
        count: u32,
    },
    /// More came in than could be written: so many accesses are not in this log.
    Lost {
        count: u64,
    },
}

/// An access without what it was to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    SignedIn,
    SignInFailed,
    SignInHeldBack,
    SignedOut,
    CaseSent,
    RequestSent,
    HistorySent,
    ListSent,
    PicturesSent,
    ClipSent,
    CaseNumberMissed,
    CaseNumbersHeldBack,
    PatientsSearched,
    PatientSent,
    PatientChanged,
    PatientMerged,
    PatientTookIn,
    PatientUnmerged,
    PatientGaveBack,
    TemplateSaved,
    PolicyPublished,
    FormPublished,
    FormWithdrawn,
    OrganisationMade,
    OrganisationChanged,
    OrganisationClosed,
    OrganisationReopened,
    Invited,
    InvitationDeclined,
    InvitationTakenBack,
    PasswordChosen,
    SecondFactorSet,
    RecoveryCodesMade,
    PasskeyAdded,
    PasskeyRemoved,
    SecondFactorLocked,
    SessionsEnded,
    Switched,
    MembershipBegan,
    RegistrationSet,
    MembershipEnds,
    AwaySet,
    AwayEnded,
    AccountLocked,
    AccountUnlocked,
    AccountLeaves,
    AccountStays,
    AccountRejoined,
    AccountReset,
    DeliverySentAgain,
    DeliveryDealtWith,
    AccessesSearched,
    LogFaultsLookedAt,
    Lost,
}

coded! { AccessKind, "access",
    SignedIn => "signed_in", "Signed in";
    SignInFailed => "sign_in_failed", "Gave a wrong password";
    SignInHeldBack => "sign_in_held_back", "Was held back after too many wrong passwords";
    SignedOut => "signed_out", "Signed out";
    CaseSent => "case_sent", "Was sent a case";
    RequestSent => "request_sent", "Was sent a request’s form";
    HistorySent => "history_sent", "Was sent a case’s history";
    ListSent => "list_sent", "Was sent a list of cases";
    PicturesSent => "pictures_sent", "Was sent pictures";
    ClipSent => "clip_sent", "Was sent a clip";
    CaseNumberMissed => "case_number_missed", "Gave a case number that opens nothing";
    CaseNumbersHeldBack => "case_numbers_held_back", "Was held back after too many case numbers";
    PatientsSearched => "patients_searched", "Looked for a patient";
    PatientSent => "patient_sent", "Was sent a patient’s page";
    PatientChanged => "patient_changed", "Changed what is known of a patient";
    PatientMerged => "patient_merged", "Made a patient’s record part of another one";
    PatientTookIn => "patient_took_in", "Made another record part of a patient’s";
    PatientUnmerged => "patient_unmerged", "Made a merged record one of its own again";
    PatientGaveBack => "patient_gave_back", "Took a merged record out of a patient’s";
    TemplateSaved => "template_saved", "Saved a template";
    PolicyPublished => "policy_published", "Published a service’s policy";
    FormPublished => "form_published", "Published a form";
    FormWithdrawn => "form_withdrawn", "Withdrew a form";
    OrganisationMade => "organisation_made", "Added an organisation";
    OrganisationChanged => "organisation_changed", "Changed an organisation’s details";
    OrganisationClosed => "organisation_closed", "Closed an organisation";
    OrganisationReopened => "organisation_reopened", "Opened an organisation again";
    Invited => "invited", "Invited somebody";
    InvitationDeclined => "invitation_declined", "Declined an invitation";
    InvitationTakenBack => "invitation_taken_back", "Took an invitation back";
    PasswordChosen => "password_chosen", "Chose a password";
    SecondFactorSet => "second_factor_set", "Set up a second step of signing in";
    RecoveryCodesMade => "recovery_codes_made", "Made new recovery codes";
    PasskeyAdded => "passkey_added", "Added a passkey";
    PasskeyRemoved => "passkey_removed", "Removed a passkey";
    SecondFactorLocked => "second_factor_locked", "Gave too many wrong codes";
    SessionsEnded => "sessions_ended", "Ended sessions elsewhere";
    Switched => "switched", "Went on at another organisation";
    MembershipBegan => "membership_began", "Took on a role";
    RegistrationSet => "registration_set", "Noted somebody’s registration";
    MembershipEnds => "membership_ends", "Ended somebody’s role";
    AwaySet => "away_set", "Noted who stands in for somebody";
    AwayEnded => "away_ended", "Noted that somebody is back";
    AccountLocked => "account_locked", "Locked an account";
    AccountUnlocked => "account_unlocked", "Unlocked an account";
    AccountLeaves => "account_leaves", "Let somebody go";
    AccountStays => "account_stays", "Took back that somebody leaves";
    AccountRejoined => "account_rejoined", "Came again";
    AccountReset => "account_reset", "Took a password away";
    DeliverySentAgain => "delivery_sent_again", "Sent again what was given up";
    DeliveryDealtWith => "delivery_dealt_with", "Dealt with a message that was given up";
    AccessesSearched => "accesses_searched", "Searched the log of accesses";
    LogFaultsLookedAt => "log_faults_looked_at", "Looked at faults of the logs";
    Lost => "lost", "Accesses that could not be kept";
}

impl Access {
    /// Without what it was to.
    pub const fn kind(&self) -> AccessKind {
        match self {
            Self::SignedIn => AccessKind::SignedIn,
            Self::SignInFailed { .. } => AccessKind::SignInFailed,
            Self::SignInHeldBack { .. } => AccessKind::SignInHeldBack,
            Self::SignedOut => AccessKind::SignedOut,
            Self::CaseSent => AccessKind::CaseSent,
            Self::RequestSent => AccessKind::RequestSent,
            Self::HistorySent => AccessKind::HistorySent,
            Self::ListSent => AccessKind::ListSent,
            Self::PicturesSent { .. } => AccessKind::PicturesSent,
            Self::ClipSent { .. } => AccessKind::ClipSent,
            Self::CaseNumberMissed => AccessKind::CaseNumberMissed,
            Self::CaseNumbersHeldBack => AccessKind::CaseNumbersHeldBack,
            Self::PatientsSearched => AccessKind::PatientsSearched,
            Self::PatientSent { .. } => AccessKind::PatientSent,
            Self::PatientChanged { .. } => AccessKind::PatientChanged,
            Self::PatientMerged { .. } => AccessKind::PatientMerged,
            Self::PatientTookIn { .. } => AccessKind::PatientTookIn,
            Self::PatientUnmerged { .. } => AccessKind::PatientUnmerged,
            Self::PatientGaveBack { .. } => AccessKind::PatientGaveBack,
            Self::TemplateSaved { .. } => AccessKind::TemplateSaved,
            Self::PolicyPublished { .. } => AccessKind::PolicyPublished,
            Self::FormPublished { .. } => AccessKind::FormPublished,
            Self::FormWithdrawn { .. } => AccessKind::FormWithdrawn,
            Self::OrganisationMade { .. } => AccessKind::OrganisationMade,
            Self::OrganisationChanged { .. } => AccessKind::OrganisationChanged,
            Self::OrganisationClosed { .. } => AccessKind::OrganisationClosed,
            Self::OrganisationReopened { .. } => AccessKind::OrganisationReopened,
            Self::Invited { .. } => AccessKind::Invited,
            Self::InvitationDeclined { .. } => AccessKind::InvitationDeclined,
            Self::InvitationTakenBack { .. } => AccessKind::InvitationTakenBack,
            Self::PasswordChosen { .. } => AccessKind::PasswordChosen,
            Self::SecondFactorSet { .. } => AccessKind::SecondFactorSet,
            Self::RecoveryCodesMade { .. } => AccessKind::RecoveryCodesMade,
            Self::PasskeyAdded { .. } => AccessKind::PasskeyAdded,
            Self::PasskeyRemoved { .. } => AccessKind::PasskeyRemoved,
            Self::SecondFactorLocked { .. } => AccessKind::SecondFactorLocked,
            Self::SessionsEnded { .. } => AccessKind::SessionsEnded,
            Self::Switched { .. } => AccessKind::Switched,
            Self::MembershipBegan { .. } => AccessKind::MembershipBegan,
            Self::RegistrationSet { .. } => AccessKind::RegistrationSet,
            Self::MembershipEnds { .. } => AccessKind::MembershipEnds,
            Self::AwaySet { .. } => AccessKind::AwaySet,
            Self::AwayEnded { .. } => AccessKind::AwayEnded,
            Self::AccountLocked { .. } => AccessKind::AccountLocked,
            Self::AccountUnlocked { .. } => AccessKind::AccountUnlocked,
            Self::AccountLeaves { .. } => AccessKind::AccountLeaves,
            Self::AccountStays { .. } => AccessKind::AccountStays,
            Self::AccountRejoined { .. } => AccessKind::AccountRejoined,
            Self::AccountReset { .. } => AccessKind::AccountReset,
            Self::DeliverySentAgain { .. } => AccessKind::DeliverySentAgain,
            Self::DeliveryDealtWith { .. } => AccessKind::DeliveryDealtWith,
            Self::AccessesSearched { .. } => AccessKind::AccessesSearched,
            Self::LogFaultsLookedAt { .. } => AccessKind::LogFaultsLookedAt,
            Self::Lost { .. } => AccessKind::Lost,
        }
    }
}
