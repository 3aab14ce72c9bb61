use domain::{
    access::{Action, Actor, ImageFacts, PatientAction, may as may_with_case},
    audit::Access,
    case::{Draft, Fact, Filled, State, StateKind},
    ids::{CaseId, PatientId, ServiceId},
    patients::{Details, Need, lesion_code, numbered, spots},
    view::{MergeLine, PatientCase, PatientRecord, PatientSite, PatientSitePictures, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::find::{Words, may, row, survivor, words};
use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{
        self,
        cases::{self, Case},
        patient_merges, patient_search,
        patients::Patient,
    },
    images,
};

/// Cases on a page.
const MOST_CASES: i64 = 100;
/// Merges that are told of.
const MOST_MERGES: i64 = 20;

/// A patient as this person may see them: of their cases those that they may see, the newest change first, a page of them
/// after `below`.
pub async fn show(b: &Backend, actor: &Actor, id: PatientId, below: Option<CaseId>) -> Result<PatientRecord, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let (patient, asked) = seen(&mut connection, actor, PatientAction::See, id).await?;
    audit::record(b, Some(actor), None, Access::PatientSent { patient: patient.id });
    let (cases, older) = cases_of(&mut connection, actor, &patient, asked, (below, now)).await?;
    let sees_pictures = may(actor, PatientAction::SeePictures, &patient, asked).is_ok();
    let sites = sites(&mut connection, actor, &patient, &cases, sees_pictures).await?;
    let is_practice = actor.practice().is_ok();
    let may_merge = may(actor, PatientAction::Merge, &patient, asked).is_ok();
    let group = db::patients::of_group(&mut connection, patient.id).await?;
    let merges =
        if is_practice { merges(&mut connection, &patient, &group, may_merge, now).await? } else { Vec::new() };
    // What the records that have become part of this one say that somebody needs goes on being needed.
    let is_part = |other: &&Patient| other.survivor == patient.id && other.id != patient.id;
    let others = group.iter().filter(is_part).map(|other| &other.details);
    let may = |action| may(actor, action, &patient, asked).is_ok();
    let Words { name, nhs_number, born, sex, died } = words(&patient, now);
    let same_number = if is_practice {
        let found = patient_search::with_number_of(&mut connection, &patient).await?;
        found.into_iter().map(|found| row(actor, found, now)).collect()
    } else {
        Vec::new()
    };
    Ok(PatientRecord {
        led_here: (id != patient.id).then(|| LED_HERE.to_owned()),
        merges,
        may_merge,
        may_change: may(PatientAction::Change),
        patient: patient.id,
        version: patient.version,
        name,
        nhs_number,
        trace: patient.trace.label().to_owned(),
        born,
        sex,
        mobile: patient.known.mobile.as_ref().map(ToString::to_string).unwrap_or_default(),
        may_start: may(PatientAction::Start) && died.is_none(),
        died,
        details: facts(&patient.details),
        alerts: alerts([&patient.details].into_iter().chain(others)),
        cases: cases.iter().map(line).collect(),
        older,
        sites,
        is_practice,
        same_number,
    })
}

/// Every picture of one site, the oldest first, as far as this person may see them, of a page of cases after `below`.
pub async fn site(
    b: &Backend,
    actor: &Actor,
    id: PatientId,
    code: &str,
    below: Option<CaseId>,
) -> Result<PatientSitePictures, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let (patient, asked) = seen(&mut connection, actor, PatientAction::SeePictures, id).await?;
    let (mut cases, older) = cases_of(&mut connection, actor, &patient, asked, (below, now)).await?;
    cases.retain(|case| !is_wrong(case) && site_code(case) == code);
    let label = match cases.first() {
        Some(case) => case.draft.site_words(),
        // Of a later page there may be none: then there may be some on the next.
        None if older.is_some() || below.is_some() => site_words(code).ok_or(Error::NotFound)?,
        None => return Err(Error::NotFound),
    };
    audit::record(b, Some(actor), None, Access::PatientSent { patient: patient.id });
    let mut dated = Vec::new();
    let views = images::views_of(&mut connection, actor, &cases.iter().collect::<Vec<_>>()).await?;
    for (case, images) in cases.iter().zip(views) {
        for mut image in images {
            image.from = format!("{}, case {}", image.from, case.id.short());
            dated.push(image);
        }
    }
    dated.sort_by_key(|image| image.received.ms);
    let Words { name, nhs_number, born, .. } = words(&patient, now);
    Ok(PatientSitePictures {
        patient: patient.id,
        name,
        nhs_number,
        born,
        code: code.to_owned(),
        label,
        images: dated,
        older,
    })
}

/// What stands on the page that an old address leads to.
const LED_HERE: &str = "The record that this address led to has become part of this one: they are the same person’s.";

/// The patient whose record the wanted one is or has become part of, if this person may do this with them, and the service
/// that they see them for.
async fn seen(
    connection: &mut AnyConnection,
    actor: &Actor,
    action: PatientAction,
    id: PatientId,
) -> Result<(Patient, Option<ServiceId>), Error> {
    let patient = survivor(connection, id).await?;
    let asked = match actor.service() {
        // By a request that turned out to be of somebody else nobody was asked about them.
        Ok(service) => {
            let requests = cases::of_patient(connection, patient.id, Some(service), None, MOST_CASES).await?;
            requests.iter().any(|case| case.state.kind() != StateKind::WrongPatient).then_some(service)
        }
        Err(_) => None,
    };
    may(actor, action, &patient, asked)?;
    Ok((patient, asked))
}

async fn cases_of(
    connection: &mut AnyConnection,
    actor: &Actor,
    patient: &Patient,
    asked: Option<ServiceId>,
    (below, now): (Option<CaseId>, Timestamp),
) -> Result<(Vec<Case>, Option<CaseId>), Error> {
    let mut cases = cases::of_patient(connection, patient.id, asked, below, MOST_CASES + 1).await?;
    let has_more = cases.len() > MOST_CASES as usize;
    cases.truncate(MOST_CASES as usize);
    let older = cases.last().filter(|_| has_more).map(|case| case.id);
    cases.retain(|case| may_with_case(actor, Action::SeeHistory, &case.facts()).is_ok());
    for case in &mut cases {
        if !case.is_answered_by(actor) {
            case.state = case.state.visible(now);
        }
    }
    Ok((cases, older))
}

fn is_wrong(case: &Case) -> bool {
    matches!(case.state, State::WrongPatient { .. })
}

fn line(case: &Case) -> PatientCase {
    PatientCase {
        case: case.id,
        is_draft: matches!(case.state, State::Draft),
        kind: case.kind(),
        site: case.draft.site_words(),
        state: case.state.label().to_owned(),
        ended: case.state.ended().is_some(),
        wrong: is_wrong(case),
        changed: When::at(case.changed),
    }
}

fn site_code(case: &Case) -> String {
    let [site, side] = ["site", "side"].map(|link_id| case.draft.response.typed(link_id));
    lesion_code(site, side)
}

/// What such a code says; None of what is none.
fn site_words(code: &str) -> Option<String> {
    let (site, side) = code.split_once('-').unwrap_or((code, ""));
    let words = Filled::of(Draft::default().with("site", site).with("side", side)).site_words();
    (!words.is_empty()).then_some(words)
}

/// The sites that a patient's cases are about, by their numbers; not of cases that are of somebody else.
async fn sites(
    connection: &mut AnyConnection,
    actor: &Actor,
    patient: &Patient,
    cases: &[Case],
    sees_pictures: bool,
) -> Result<Vec<PatientSite>, Error> {
    let mut numbers = numbered(patient.id, &db::lesions::of_group(connection, patient.id).await?);
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let pictures = if sees_pictures { db::images::counts(connection, &ids).await? } else { Vec::new() };
    let mut sites: Vec<PatientSite> = Vec::new();
    for case in cases.iter().filter(|case| !is_wrong(case)) {
        let Some(site) = case.draft.findings().site else { continue };
        let code = site_code(case);
        let place = sites.iter().position(|site| site.code == code).unwrap_or_else(|| {
            let spots = spots(site, case.draft.response.typed("side").parse().ok());
            let label = case.draft.site_words();
            let found = numbers.iter().find(|(numbered, _)| *numbered == code).map(|(_, number)| *number);
            let number = found.unwrap_or_else(|| {
                // What is written anew while the specialist waits is a place that the request did not have.
                let next = numbers.iter().map(|(_, number)| number + 1).max().unwrap_or(1);
                numbers.push((code.clone(), next));
                next
            });
            sites.push(PatientSite { number, code, label, spots, cases: 0, pictures: 0, open: false });
            sites.len() - 1
        });
        // Whose link they came by is asked of nobody who works here.
        let reads = |sent| {
            let image = ImageFacts { photo_request: None, sent, visit: None, by_patient: false };
            may_with_case(actor, Action::ReadImage(image), &case.facts()).is_ok()
        };
        let seen = pictures.iter().filter(|&&(of, sent, _)| of == case.id && reads(sent));
        let site = &mut sites[place];
        site.cases += 1;
        site.pictures = seen.fold(site.pictures, |all, (_, _, count)| all.saturating_add(*count));
        site.open |= case.state.ended().is_none();
    }
    sites.sort_by_key(|site| site.number);
    Ok(sites)
}

/// What became of which record, the newest first.
async fn merges(
    connection: &mut AnyConnection,
    patient: &Patient,
    group: &[Patient],
    may_undo: bool,
    now: Timestamp,
) -> Result<Vec<MergeLine>, Error> {
    let mut lines = Vec::new();
    for row in patient_merges::of_group(connection, patient.id, MOST_MERGES).await? {
        let [gone, stayed]: [PatientId; 2] =
            [db::parse(&row.patient_id, "patient")?, db::parse(&row.into_id, "patient")?];
        let mut names = Vec::new();
        for id in [gone, stayed] {
            let found = group.iter().find(|record| record.id == id).ok_or(Error::NotFound)?;
            let Words { name, nhs_number, born, .. } = words(found, now);
            names.push([name, nhs_number, born].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", "));
        }
        let [gone_name, stayed_name] = [&names[0], &names[1]];
        let at = When::at(from_ms(row.at)).full;
        let mut said = format!("{gone_name} became part of {stayed_name}, {at}, by {}: “{}”.", row.who, row.reason);
        if let (Some(at), Some(who), Some(reason)) = (row.undone_at, &row.undone_who, &row.undone_reason) {
            let at = When::at(from_ms(at)).full;
            said.push_str(&format!(" Taken apart again, {at}, by {who}: “{reason}”."));
        }
        lines.push(MergeLine { patient: gone, words: said, may_undo: may_undo && row.undone_at.is_none() });
    }
    Ok(lines)
}

/// What somebody must know before they speak with the patient.
pub(super) fn alerts<'a>(details: impl Iterator<Item = &'a Details>) -> Vec<String> {
    let mut alerts: Vec<String> = Vec::new();
    for details in details {
        let language = Some(&details.language).filter(|language| !language.is_empty());
        let of = language.map(|language| format!(": {language}")).unwrap_or_default();
        let interpreter = details.interpreter.then(|| format!("Needs an interpreter{of}"));
        let needs = details.needs.iter().map(|need: &Need| need.label().to_owned());
        alerts.extend(interpreter.into_iter().chain(needs));
    }
    let mut seen = std::collections::HashSet::new();
    alerts.retain(|alert| seen.insert(alert.clone()));
    alerts
}

/// What is known, as label and value.
pub(super) fn facts(details: &Details) -> Vec<Fact> {
    let fact = |label: &str, value: String| Fact { label: label.into(), value, key: false };
    let name = |name: &Option<domain::person::PersonName>| name.as_ref().map(ToString::to_string).unwrap_or_default();
    let phone = details.phone.as_ref().map(|phone| fact(phone.kind.label(), phone.shown.clone()));
    let mut facts = vec![
        fact("Wants to be called", name(&details.preferred)),
        fact("Given names", name(&details.given)),
        fact("Family name", name(&details.family)),
        fact("Language", details.language.clone()),
    ];
    facts.extend(phone);
    facts.push(fact("E-mail", details.email.clone()));
    facts.push(fact("Address", details.address.clone()));
    facts.push(fact("Reach by", details.contact_by.map(|by| by.label().to_owned()).unwrap_or_default()));
    facts.retain(|fact| !fact.value.is_empty());
    facts
}
