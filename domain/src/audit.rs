//! What an installation's log of accesses keeps: ids and enums, never free text.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, ImageId, MembershipId, OrganisationId, TemplateId};

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
    TemplateSaved {
        template: TemplateId,
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
    /// More came in than could be written: so many accesses are not in this log.
    Lost {
        count: u64,
    },
}
