//! Who works in the demonstration. Telephone numbers are Ofcom's for drama; addresses end in `.example` (RFC 2606).

use domain::{absence::AbsenceForm, access::Actor, role::Role, time::london_day, view::DemoAccount};
use jiff::{SignedDuration, Timestamp};

use crate::{Backend, Error, team};

/// Of every demonstration account. No secret: the sign-in page prints it.
pub(super) const PASSWORD: &str = "skinlink-demo";

/// An invented practice.
pub(super) struct PracticeDetails {
    pub(super) name: &'static str,
    pub(super) phone: &'static str,
}

pub(super) const PRACTICES: [PracticeDetails; 2] = [
    PracticeDetails { name: "Riverside Surgery", phone: "0113 496 0100" },
    PracticeDetails { name: "Hill Top Medical Centre", phone: "0113 496 0200" },
];

pub(super) const SERVICE: &str = "Northshire Dermatology";

/// It belongs to the service.
pub(super) const DESK: PracticeDetails = PracticeDetails { name: "Northshire Bookings", phone: "0113 496 0300" };

/// It belongs to the service, too.
pub(super) const HUB: PracticeDetails = PracticeDetails { name: "Northshire Photography", phone: "0113 496 0400" };

/// Whom somebody works for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workplace {
    /// By its place in [`PRACTICES`].
    Practice(usize),
    Service,
    /// In training at it.
    Training,
    /// The service's booking desk.
    Desk,
    /// The service's photography hub.
    Hub,
}

/// An invented clinician.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) workplace: Workplace,
    can_try: &'static str,
}

/// Two referrers of each practice, in the order of the practices, then two specialists, then who makes appointments, then
/// who is in training, and who takes pictures.
pub(super) const PEOPLE: [Person; 9] = [
    Person {
        name: "Dr Amara Osei",
        email: "amara.osei@riverside.example",
        workplace: Workplace::Practice(0),
        can_try: "Ask for photos, send a request, read an answer.",
    },
    Person {
        name: "Dr Tom Whitfield",
        email: "tom.whitfield@riverside.example",
        workplace: Workplace::Practice(0),
        can_try: "See the same practice's cases as a colleague.",
    },
    Person {
        name: "Dr Priya Nair",
        email: "priya.nair@hilltop.example",
        workplace: Workplace::Practice(1),
        can_try: "See that another practice's cases stay its own.",
    },
    Person {
        name: "Dr Gareth Bowen",
        email: "gareth.bowen@hilltop.example",
        workplace: Workplace::Practice(1),
        can_try: "Start a request at the other practice.",
    },
    Person {
        name: "Dr Helen Marsh",
        email: "helen.marsh@northshire.example",
        workplace: Workplace::Service,
        can_try: "Answer what is due, take an answer back, edit the ready-made texts.",
    },
    Person {
        name: "Dr Yusuf Rahman",
        email: "yusuf.rahman@northshire.example",
        workplace: Workplace::Service,
        can_try: "Answer the same worklist at the same time.",
    },
    Person {
        name: "Sam Okafor",
        email: "sam.okafor@northshire.example",
        workplace: Workplace::Desk,
        can_try: "Call a patient who has to be seen, book an appointment, say how it went.",
    },
    Person {
        name: "Dr Kit Moss",
        email: "kit.moss@northshire.example",
        workplace: Workplace::Training,
        can_try: "Prepare an answer, and give it to a specialist who sends it.",
    },
    Person {
        name: "Kit Lowe",
        email: "kit.lowe@northshire.example",
        workplace: Workplace::Hub,
        can_try: "Receive today's patient at the photography hub, take the pictures, book the next one.",
    },
];

/// The accounts as the sign-in page offers them.
pub(crate) fn accounts() -> Vec<DemoAccount> {
    PEOPLE
        .iter()
        .map(|person| {
            let (role, organisation) = match person.workplace {
                Workplace::Practice(index) => (Role::Referrer, PRACTICES[index].name),
                Workplace::Service => (Role::Specialist, SERVICE),
                Workplace::Training => (Role::Trainee, SERVICE),
                Workplace::Desk => (Role::BookingClerk, DESK.name),
                Workplace::Hub => (Role::Photographer, HUB.name),
            };
            DemoAccount {
                role,
                name: person.name.to_owned(),
                email: person.email.to_owned(),
                password: PASSWORD.to_owned(),
                organisation: organisation.to_owned(),
                home: role.home().to_owned(),
                can_try: person.can_try.to_owned(),
            }
        })
        .collect()
}

/// The second referrer, from in some days on, with the first standing in: of who is away now, everything would be the
/// other's.
pub(super) async fn somebody_is_away(b: &Backend, people: &[Actor], now: Timestamp) -> Result<(), Error> {
    let in_days = |days: i64| london_day(now + SignedDuration::from_hours(24 * days)).to_string();
    let stand_in = people[0].account().map(|account| account.to_string()).unwrap_or_default();
    let away = AbsenceForm { who: String::new(), from: in_days(3), until: in_days(10), stand_in };
    team::set_away(b, &people[1], &away).await
}
