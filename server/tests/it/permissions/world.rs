//! Everybody who works somewhere, and a case in each state, made before the server starts.

use std::{fs, path::Path, time::Duration};

use backend::{
    Backend, Clock, Ids, Key, Limits, Settings,
    accounts::{self, Manager, NewAccount},
    cases, images,
    organisations::{self, NewOrganisation},
    photo_requests,
};
use domain::{
    access::Actor,
    annotation::Layer,
    case::{Answer, AnswerDraft, Draft, StateKind, WrongPatientReason},
    command::{ConsentChoices, DateFields, PictureDetails},
    forms::Response,
    guessing::GuessRules,
    ids::{
        AccountId, CaseId, ChangeReportId, FormKey, ImageId, OrganisationId, PatientId, PhotoRequestId, PracticeId,
        ServiceId,
    },
    image::View,
    organisation::OrganisationKind,
    retention::RetentionRules,
    role::Role,
    session::SessionRules,
    view::{AnswerSent, CaseList},
};
use imaging::{
    Distance,
    synthetic::{Camera, Lesion, SkinType, SyntheticImage},
};
use uuid::Uuid;

pub(super) const PASSWORD: &str = "right";

/// Somebody, and how they sign in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) role: Role,
    pub(super) actor: Actor,
    pub(super) email: String,
    /// "nurse at riverside".
    pub(super) who: String,
}

/// A case, and what belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Filled {
    pub(super) id: CaseId,
    pub(super) version: i64,
    pub(super) state: StateKind,
    pub(super) draft: Draft,
    pub(super) answered_by: Option<AccountId>,
    pub(super) link: PhotoRequestId,
    /// What its patient said has changed; a nil id where nothing was said.
    pub(super) report: ChangeReportId,
    /// Sent to the service, where anything was.
    pub(super) sent: Option<ImageId>,
    /// The practice's own, not sent yet.
    pub(super) unsent: Option<ImageId>,
    /// A second referrer of its practice.
    pub(super) colleague: AccountId,
}

#[derive(Debug)]
pub(super) struct World {
    b: Backend,
    pub(super) practice: PracticeId,
    pub(super) service: ServiceId,
    pub(super) people: Vec<Person>,
    patients: u32,
    colleague: AccountId,
}

fn settings(data: &Path) -> Settings {
    Settings {
        database_url: format!("sqlite://{}", data.join("skinlink.db").display()),
        objects_url: format!("file://{}", data.join("objects").display()),
        database_in_clear: false,
        key: Key::from_hex(fs::read_to_string(data.join("key")).unwrap().trim()).unwrap(),
        base_url: "http://localhost:3000".to_owned(),
        heads_file: Some(data.join("log-heads")),
        demonstration: true,
        channels: backend::ChannelSettings::default(),
        limits: Limits::default(),
        sessions: SessionRules::default(),
        guessing: GuessRules::default(),
        retention: RetentionRules::default(),
    }
}

/// The answer of a kind, as far as it differs.
fn answer(outcome: &str, who_acts: &str) -> AnswerDraft {
    AnswerDraft::of(Answer {
        outcome: outcome.into(),
        diagnosis: "Seborrhoeic keratosis".into(),
        confidence: "probable".into(),
        nature: "benign".into(),
        advice: "No treatment needed.".into(),
        who_acts: who_acts.into(),
        safety_net: "Come back if it bleeds or grows.".into(),
        patient_advice: "This is harmless.".into(),
        ..Answer::default()
    })
}

impl World {
    /// Two practices, two services and one of everything else, each with its people, in a folder of a demonstration.
    pub(super) async fn fill(data: &Path) -> Self {
        let then = Clock::System.now() - jiff::SignedDuration::from_hours(1);
        let b = Backend::open(settings(data), Clock::stopped(then), Ids::system()).await.unwrap();
        let make = async |kind, name, parent| {
            let new = NewOrganisation { kind, name, ods_code: "", phone: "0113 496 0100", parent };
            organisations::create(&b, Manager::Operator, new).await.unwrap()
        };
        let riverside = make(OrganisationKind::Practice, "Riverside", None).await;
        let northshire = make(OrganisationKind::Service, "Northshire", None).await;
        let mut places = vec![
            (OrganisationKind::Practice, "riverside", riverside),
            (OrganisationKind::Practice, "hilltop", make(OrganisationKind::Practice, "Hill Top", None).await),
            (OrganisationKind::Service, "northshire", northshire),
            (OrganisationKind::Service, "southshire", make(OrganisationKind::Service, "Southshire", None).await),
        ];
        for &kind in OrganisationKind::ALL {
            if !matches!(kind, OrganisationKind::Practice | OrganisationKind::Service) {
                // The desk makes the first service's appointments.
                let parent = (kind == OrganisationKind::BookingDesk).then_some(northshire);
                places.push((kind, kind.as_str(), make(kind, kind.label(), parent).await));
            }
        }
        let mut people = vec![person(&b, Role::Administrator, None, "everywhere").await];
        for (kind, place, organisation) in places {
            for &role in Role::ALL.iter().filter(|role| role.works_at().contains(&kind)) {
                people.push(person(&b, role, Some(organisation), place).await);
            }
        }
        let (practice, service) = (PracticeId(riverside.0), ServiceId(northshire.0));
        let new = NewAccount {
            email: "colleague@riverside.example",
            password: PASSWORD,
            name: "colleague",
            role: Role::Referrer,
            organisation: Some(riverside),
        };
        let colleague = accounts::create(&b, new).await.unwrap();
        Self { b, practice, service, people, patients: 0, colleague }
    }

    pub(super) fn somebody(&self, role: Role, place: &str) -> &Person {
        let who = format!("{} at {place}", role.as_str());
        self.people.iter().find(|person| person.who == who).unwrap()
    }

    /// Whether this person's organisation is one of the two that the cases are between.
    pub(super) fn is_at_home(&self, person: &Person) -> bool {
        person.who.ends_with(" riverside") || person.who.ends_with(" northshire")
    }

    /// A case that there is not, for asking what would be allowed: its answer is the specialist's.
    pub(super) fn like(&self) -> Filled {
        Filled {
            id: CaseId(Uuid::nil()),
            version: 0,
            state: StateKind::Draft,
            draft: Draft::default(),
            answered_by: self.somebody(Role::Specialist, "northshire").actor.account(),
            link: PhotoRequestId(Uuid::nil()),
            report: ChangeReportId(Uuid::nil()),
            sent: None,
            unsent: None,
            colleague: self.colleague,
        }
    }

    /// Whose case it is.
    pub(super) async fn patient_of(&self, case: CaseId) -> PatientId {
        let referrer = self.somebody(Role::Referrer, "riverside").actor;
        cases::show(&self.b, &referrer, case).await.unwrap().patient_id.unwrap()
    }

    pub(super) async fn close(&self) {
        self.b.close().await;
    }

    fn pass(&self, seconds: u64) {
        self.b.clock().advance(Duration::from_secs(seconds));
    }

    fn draft(&mut self) -> Draft {
        self.patients += 1;
        Draft {
            nhs_number: crate::job::nhs_number(&format!("patient {}", self.patients)),
            name: "Philippa Quillfeather".into(),
            dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
            sex: "female".into(),
            mobile: "07700 900123".into(),
            kind: "advice".into(),
            service: self.service.to_string(),
            question: "Is it safe to watch this?".into(),
            impression: "Seborrhoeic keratosis".into(),
            problem: "lesion".into(),
            no_images_reason: "Patient has no camera".into(),
            photos_agreed: true,
            ..Draft::default()
        }
        .with("pigment", "no")
        .with("site", "forearm")
        .with("side", "left")
        .with("duration", "3 months")
    }

    /// A case in this state; `whole` with a patient's picture, a picture of the practice's own where one can be unsent, and
    /// what its patient says has changed.
    pub(super) async fn case(&mut self, state: StateKind, whole: bool) -> Filled {
        let mut draft = self.draft();
        draft.conversion_authorised = state == StateKind::Converted;
        let referrer = self.somebody(Role::Referrer, "riverside").actor;
        let specialist = self.somebody(Role::Specialist, "northshire").actor;
        let b = &self.b;
        let id = cases::start(b, &referrer).await.unwrap();
        let saved = cases::save_draft(b, &referrer, id, 1, draft.clone()).await.unwrap();
        assert_eq!(saved.problems, []);
        let link = photo_requests::text_patient(b, &referrer, id).await.unwrap().id;
        let patient = Actor::Patient { photo_request: link, case: id };
        let mut filled = Filled {
            id,
            version: 0,
            state,
            draft,
            answered_by: None,
            link,
            report: ChangeReportId(Uuid::nil()),
            sent: None,
            unsent: None,
            colleague: self.colleague,
        };
        if whole {
            let choices = ConsentChoices { care: true, referral: true, teaching: false };
            photo_requests::consent(b, &patient, choices).await.unwrap();
            photo_requests::answer_questions(b, &patient, Response::default()).await.unwrap();
            let picture = self.picture(&patient, id).await;
            photo_requests::send(b, &patient).await.unwrap();
            filled.sent = Some(picture).filter(|_| state != StateKind::Draft);
        }
        let version = cases::request(b, &referrer, id).await.unwrap().version;
        if state != StateKind::Draft {
            cases::submit(b, &referrer, id, version).await.unwrap();
        }
        if whole {
            photo_requests::report_change(b, &patient, &Response::default()).await.unwrap();
            filled.report = cases::show(b, &referrer, id).await.unwrap().changes[0].report;
        }
        self.go_on(&mut filled, referrer, specialist).await;
        if whole && !matches!(state, StateKind::Closed | StateKind::Withdrawn | StateKind::WrongPatient) {
            filled.unsent = Some(self.picture(&referrer, id).await);
        }
        let b = &self.b;
        let rows = cases::list(b, &referrer, CaseList::All, None).await.unwrap().rows;
        let row = rows.iter().find(|row| row.case == id).unwrap();
        let waits = if state == StateKind::Paused { "Waiting for the practice" } else { state.label() };
        assert_eq!(row.state, waits);
        filled.version = cases::show(b, &referrer, id).await.unwrap().version;
        filled
    }

    async fn go_on(&self, filled: &mut Filled, referrer: Actor, specialist: Actor) {
        let (b, id) = (&self.b, filled.id);
        let reply = match filled.state {
            StateKind::Draft | StateKind::InQueue => None,
            StateKind::Withdrawn => {
                cases::withdraw(b, &referrer, id).await.unwrap();
                None
            }
            StateKind::WrongPatient => {
                let because = WrongPatientReason::ALL[0];
                cases::wrong_patient(b, &specialist, id, because).await.unwrap();
                None
            }
            StateKind::Paused => Some(answer("more_information", "practice")),
            StateKind::Answered | StateKind::Closed => Some(answer("reassure", "practice")),
            StateKind::Acknowledged => Some(answer("investigate_then_review", "practice")),
            StateKind::Converted => Some(answer("routine_clinic", "hospital")),
        };
        let Some(reply) = reply else { return };
        let version = cases::show(b, &specialist, id).await.unwrap().version;
        let key = FormKey(Uuid::from_u128(id.0.as_u128() ^ 1));
        let sent = cases::answer(b, &specialist, id, version, key, reply).await.unwrap();
        assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
        filled.answered_by = specialist.account();
        self.pass(11);
        if matches!(filled.state, StateKind::Acknowledged | StateKind::Closed) {
            cases::acknowledge(b, &referrer, id).await.unwrap();
        }
    }

    async fn picture(&self, who: &Actor, case: CaseId) -> ImageId {
        let (skin, lesion, distance) = (SkinType::III, Lesion::Pigmented, Distance::CloseUp);
        let image = SyntheticImage { seed: 1, skin, lesion, distance, width: 400, height: 300, flaw: None };
        let jpeg: Vec<u8> = image.jpeg(&Camera::default()).unwrap();
        let details = PictureDetails {
            view: View::CloseUp,
            lesion: 1,
            annotations: Layer::default(),
            kept_despite: vec![],
            kept_because: None,
            fingerprint: String::new(),
            clip_of: None,
        };
        images::receive(&self.b, who, case, jpeg.into(), details).await.unwrap()
    }
}

async fn person(b: &Backend, role: Role, organisation: Option<OrganisationId>, place: &str) -> Person {
    let (email, who) = (format!("{}@{place}.example", role.as_str()), format!("{} at {place}", role.as_str()));
    let new = NewAccount { email: &email, password: PASSWORD, name: &who, role, organisation };
    let (actor, _) = accounts::me(b, accounts::create(b, new).await.unwrap()).await.unwrap();
    Person { role, actor, email, who }
}
