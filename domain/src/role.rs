//! Who a signed-in person is to Skinlink, where each role works, and what it is able to do. To add a role: a line in each
//! of the tables here, and its links in the header (`app::pages::staff`).

use serde::{Deserialize, Serialize};

use crate::{access::Relation, code::coded, organisation::OrganisationKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// GP or other clinician of a practice who refers in their own name: asks.
    Referrer,
    /// Nurse or healthcare assistant of a practice: prepares requests and speaks with patients.
    Nurse,
    /// Medical photographer of a hub.
    Photographer,
    /// Dermatologist or other clinician of a service: answers.
    Specialist,
    /// Doctor or nurse in training at a service: reads and prepares answers.
    Trainee,
    /// Makes appointments.
    BookingClerk,
    /// Looks after a practice's people and work.
    PracticeManager,
    /// The same of a service, a trust, a hub, a desk or a network.
    ServiceManager,
    /// Watches activity for whoever pays.
    Commissioner,
    /// Whoever looks after the installation's accounts and organisations. Sees no case.
    Administrator,
}

coded! { Role, "role",
    Referrer => "referrer", "Referrer";
    Nurse => "nurse", "Nurse";
    Photographer => "photographer", "Photographer";
    Specialist => "specialist", "Specialist";
    Trainee => "trainee", "Trainee";
    BookingClerk => "booking_clerk", "Booking clerk";
    PracticeManager => "practice_manager", "Practice manager";
    ServiceManager => "service_manager", "Service manager";
    Commissioner => "commissioner", "Commissioner";
    Administrator => "administrator", "Administrator";
}

/// Something that a role is able to do, wherever its relation to a case lets it (`access`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capability {
    /// See lists of cases and what happened to each: who, when, what; no picture and nothing that was written.
    List,
    /// Read a case whole: the request, its pictures, the answer.
    Read,
    /// Write the request, get its pictures, and speak with the patient about it.
    Collect,
    /// Ask in one's own name, and decide what is done with the answer.
    Refer,
    /// Say that two records of the practice are one person's, or that they are not.
    KeepRecords,
    /// Look at a case for the service: mark pictures, keep an answer that is not sent.
    Assess,
    /// Answer in one's own name.
    Answer,
    /// Make appointments for cases that were taken over: without the pictures, and without what was written of the skin.
    Book,
    /// Take the pictures of patients who are sent to one's hub for that: who they are and what is to be photographed, and
    /// nothing else that was written.
    Photograph,
    /// Read a case outside of one's relation to it, by its number and for a written reason.
    BreakGlass,
    /// Invite, lock and let go people.
    ManagePeople,
    /// Publish and withdraw a service's own versions of forms.
    ManageForms,
    /// Publish another edition of a service's policy.
    ManagePolicy,
    /// By a link: send pictures and see one's own.
    SendPictures,
    /// By a link: the patient's own pages.
    BePatient,
}

/// What each role is able to do. Nothing that is not here.
pub const fn capabilities(role: Role) -> &'static [Capability] {
    use Capability::{
        Answer, Assess, Book, BreakGlass, Collect, KeepRecords, List, ManageForms, ManagePeople, ManagePolicy,
        Photograph, Read, Refer,
    };
    match role {
        Role::Referrer => &[List, Read, Collect, Refer, KeepRecords, BreakGlass],
        // A nurse prepares; the clinical question is a referrer's, who answers for it to the patient and the service.
        Role::Nurse => &[List, Read, Collect, BreakGlass],
        Role::Specialist => &[List, Read, Assess, Answer, Book, BreakGlass],
        // What a trainee thinks is somebody else's to send: an unsupervised answer would be relied on as a consultant's.
        Role::Trainee => &[List, Read, Assess],
        // Looking after the work needs to know what waits where, and for how long; it needs nobody's pictures.
        Role::PracticeManager => &[List, KeepRecords, ManagePeople],
        Role::ServiceManager => &[List, Book, ManagePeople, ManageForms, ManagePolicy],
        Role::BookingClerk => &[Book],
        Role::Photographer => &[Photograph],
        // No case is theirs yet.
        Role::Commissioner => &[],
        Role::Administrator => &[ManagePeople],
    }
}

impl Role {
    pub fn can(self, capability: Capability) -> bool {
        capabilities(self).contains(&capability)
    }

    /// Where this role starts after signing in.
    pub const fn home(self) -> &'static str {
        match self {
            Self::Referrer | Self::Nurse | Self::PracticeManager => "/home",
            Self::Specialist | Self::Trainee => "/worklist",
            Self::BookingClerk => "/bookings",
            Self::Photographer => "/hub",
            Self::Commissioner => "/welcome",
            Self::ServiceManager | Self::Administrator => "/admin",
        }
    }

    /// The kinds of organisation that somebody has this role at; none for the whole installation's.
    pub const fn works_at(self) -> &'static [OrganisationKind] {
        match self {
            Self::Referrer | Self::Nurse | Self::PracticeManager => &[OrganisationKind::Practice],
            Self::Specialist | Self::Trainee => &[OrganisationKind::Service],
            Self::Photographer => &[OrganisationKind::PhotographyHub],
            Self::BookingClerk => &[OrganisationKind::BookingDesk],
            // At a trust nobody but those who look after its services.
            Self::ServiceManager => &[
                OrganisationKind::Service,
                OrganisationKind::Trust,
                OrganisationKind::PhotographyHub,
                OrganisationKind::BookingDesk,
                OrganisationKind::Network,
            ],
            Self::Commissioner => &[OrganisationKind::Commissioner],
            Self::Administrator => &[],
        }
    }

    /// What an organisation is to a case that this role works with there; none for whoever works with no case.
    pub const fn relation(self) -> Option<Relation> {
        match self {
            Self::Referrer | Self::Nurse | Self::PracticeManager => Some(Relation::Referring),
            Self::Specialist | Self::Trainee | Self::ServiceManager => Some(Relation::Answering),
            Self::Photographer => Some(Relation::Photographing),
            Self::BookingClerk => Some(Relation::Booking),
            Self::Commissioner => Some(Relation::Observing),
            Self::Administrator => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_organisation_has_somebody_who_works_there() {
        for kind in OrganisationKind::ALL {
            assert!(Role::ALL.iter().any(|role| role.works_at().contains(kind)), "{kind:?}");
        }
        let at_trusts: Vec<Role> = at(OrganisationKind::Trust);
        assert_eq!(at_trusts, [Role::ServiceManager]);
    }

    fn at(kind: OrganisationKind) -> Vec<Role> {
        Role::ALL.iter().copied().filter(|role| role.works_at().contains(&kind)).collect()
    }

    /// One letter for each: List, Read, Collect, reFer, Keep records, aSsess, aNswer, Appointments, Photograph, Break glass,
    /// Manage people, fOrms, policY.
    #[test]
    fn what_each_role_is_able_to_do() {
        let letters = |role: &Role| -> String {
            capabilities(*role)
                .iter()
                .map(|each| match each {
                    Capability::List => 'L',
                    Capability::Read => 'R',
                    Capability::Collect => 'C',
                    Capability::Refer => 'F',
                    Capability::KeepRecords => 'K',
                    Capability::Assess => 'S',
                    Capability::Answer => 'N',
                    Capability::Book => 'A',
                    Capability::Photograph => 'P',
                    Capability::BreakGlass => 'B',
                    Capability::ManagePeople => 'M',
                    Capability::ManageForms => 'O',
                    Capability::ManagePolicy => 'Y',
                    Capability::SendPictures | Capability::BePatient => '!',
                })
                .collect()
        };
        let all: Vec<String> = Role::ALL.iter().map(letters).collect();
        assert_eq!(all, ["LRCFKB", "LRCB", "P", "LRSNAB", "LRS", "A", "LKM", "LAMOY", "", "M"]);
    }
}
