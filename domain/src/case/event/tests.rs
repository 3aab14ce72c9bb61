use uuid::Uuid;

use super::*;
use crate::{
    ids::{PlanId, RoundId},
    monitoring::{PlanEnd, RoundEnd},
    review::{ReviewEnd, ReviewKind},
};

const fn planned(what: MonitoringEvent) -> EventKind {
    EventKind::Monitoring { what }
}

#[test]
fn names_are_serdes_and_sentences_end() {
    let photo_request = PhotoRequestId(Uuid::nil());
    let events = [
        EventKind::CaseStarted,
        EventKind::StartedAgain { after: CaseId(Uuid::nil()) },
        EventKind::SentOn { to: CaseId(Uuid::nil()) },
        EventKind::CameFrom {
            after: CaseId(Uuid::nil()),
            service: ServiceId(Uuid::nil()),
            due: Timestamp::UNIX_EPOCH,
            first: Timestamp::UNIX_EPOCH,
        },
        EventKind::AskedAgain { by: CaseId(Uuid::nil()) },
        EventKind::IdentityFailed { photo_request, tries_left: 1 },
        EventKind::ConsentGiven {
            photo_request,
            given: vec![Level::Care, Level::Teaching],
            wording: "2026-11".into(),
            how: How::Online,
        },
        EventKind::ConsentChanged {
            photo_request,
            given: vec![Level::Care],
            no_longer: vec![Level::Teaching],
            wording: "2026-11".into(),
            how: How::Online,
        },
        EventKind::ImageReceived { image: ImageId(Uuid::nil()), view: View::CloseUp },
        EventKind::ClipReceived { image: ImageId(Uuid::nil()), view: View::CloseUp },
        EventKind::Copied { image: ImageId(Uuid::nil()), purpose: CopyFor::Vision },
        EventKind::Submitted {
            service: ServiceId(Uuid::nil()),
            due: Timestamp::UNIX_EPOCH,
            for_clinician: None,
            excluded: vec![ExclusionKind::UnderAge],
            first: Some(Timestamp::UNIX_EPOCH),
        },
        EventKind::MoreAsked { outcome: Outcome::MoreInformation, waiting_for: WaitingFor::Patient },
        EventKind::WrongPatientFound { because: WrongPatientReason::Pictures },
        EventKind::WrongPatientSettled { party: Party::Practice },
        EventKind::MessageSent { message: MessageId(Uuid::nil()), pictures: 2 },
        EventKind::MessagesRead { party: Party::Service },
        EventKind::DowngradeAgreed,
        EventKind::AnswerOpened { photo_request },
        EventKind::DowngradeRefused,
        EventKind::ChangeReported { report: ChangeReportId(Uuid::nil()) },
        EventKind::ChangeDealtWith { report: ChangeReportId(Uuid::nil()) },
        EventKind::ChangeSeen { report: ChangeReportId(Uuid::nil()) },
        EventKind::ContactTried { contact: ContactId(Uuid::nil()), contacted: Contacted::NoAnswer },
        EventKind::AppointmentBooked { appointment: AppointmentId(Uuid::nil()), at: Timestamp::UNIX_EPOCH },
        EventKind::AppointmentEnded { appointment: AppointmentId(Uuid::nil()), state: AppointmentState::DidNotAttend },
        EventKind::MissedNoted { appointment: AppointmentId(Uuid::nil()) },
        EventKind::Concluded { conclusion: ConclusionId(Uuid::nil()), treatment: Treatment::Planned },
        EventKind::ConclusionRead,
        EventKind::ReviewAsked { review: ReviewId(Uuid::nil()), kind: ReviewKind::Opinion },
        EventKind::ReviewEnded { review: ReviewId(Uuid::nil()), kind: ReviewKind::Opinion, ended: ReviewEnd::Replied },
        EventKind::ReviewRead,
        EventKind::Reopened,
        planned(MonitoringEvent::Planned { plan: PlanId(Uuid::nil()) }),
        planned(MonitoringEvent::Asked { round: RoundId(Uuid::nil()), texted: true, late_days: 7 }),
        planned(MonitoringEvent::Asked { round: RoundId(Uuid::nil()), texted: false, late_days: 0 }),
        planned(MonitoringEvent::Arrived { round: RoundId(Uuid::nil()), is_worse: true }),
        planned(MonitoringEvent::RoundEnded { round: RoundId(Uuid::nil()), end: RoundEnd::Unchanged }),
        planned(MonitoringEvent::MissedNoted { round: RoundId(Uuid::nil()) }),
        planned(MonitoringEvent::Ended { plan: PlanId(Uuid::nil()), end: PlanEnd::Finished }),
        EventKind::OpenedFromOutside { opening: OpeningId(Uuid::nil()), until: Timestamp::UNIX_EPOCH },
    ];
    for event in events {
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["event"], event.name());
        assert!(event.sentence().ends_with('.'), "{}", event.sentence());
        assert_eq!(serde_json::from_value::<EventKind>(json).unwrap(), event);
    }
}

#[test]
fn consent_names_what_was_given_and_how() {
    let event = EventKind::ConsentGiven {
        photo_request: PhotoRequestId(Uuid::nil()),
        given: vec![Level::Care],
        wording: "2026-11".into(),
        how: How::Online,
    };
    assert_eq!(event.sentence(), "Consented to: Sharing for their own care (online, wording 2026-11).");
}

/// What is stored is sealed by its digest: what an older version wrote reads as it did, and is the same text again.
#[test]
fn what_was_sent_again_before_it_named_exclusions_keeps_its_text() {
    let stored = r#"{"event":"resumed","due":"2026-11-26T12:00:00Z"}"#;
    let event: EventKind = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), stored);
    assert!(!event.sentence().contains("usually"));
    let EventKind::Resumed { due, service, kind, for_clinician, .. } = event else { panic!("another event") };
    let excluded = vec![ExclusionKind::UnderAge];
    let event = EventKind::Resumed { due, service, kind, for_clinician, excluded };
    assert!(event.sentence().ends_with("(patients under an age): sent with a reason."), "{}", event.sentence());
    let json = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<EventKind>(&json).unwrap(), event);
}
