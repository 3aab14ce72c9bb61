//! Every list, the search for a patient and the opening of a case, through the same use cases that the pages call, while a
//! region's tables grow a hundredfold, on both databases. A tenth of all cases belongs to the practice and the service
//! that are asked: far more than a real one has.

use std::time::{Duration, Instant};

use backend::{
    Backend, Clock, Ids, Settings,
    accounts::{self, Manager},
    cases, measure, organisations, patients,
};
use domain::{
    access::Actor,
    case::{Kind, Site},
    command::DateFields,
    ids::{CaseId, PatientId},
    patients::PatientSearch,
    view::{CaseList, WorklistQuery, WorklistShow},
};

use crate::{
    Result, folders,
    load::ms,
    multiply::{self, RARE, word},
    postgres::Postgres,
    report::Row,
    say,
    server::{self, Demo, Installation},
};

/// Times each is asked, after a tenth as many that are not counted.
const TIMES: usize = 200;

/// The most that one may take at the server.
const MOST_MS: f64 = 50.0;

const LISTS: [CaseList; 23] = [
    CaseList::WrongPatient,
    CaseList::Changed,
    CaseList::PhotosArrived,
    CaseList::NotSent,
    CaseList::ToRead,
    CaseList::Messages,
    CaseList::ToRefer,
    CaseList::ToFinish,
    CaseList::Drafts,
    CaseList::NotReached,
    CaseList::HelpReach,
    CaseList::Missed,
    CaseList::Concluded,
    CaseList::NoHubPictures,
    CaseList::RoundMissed,
    CaseList::ToTell,
    CaseList::Unread,
    CaseList::WithPatient,
    CaseList::WithSpecialist,
    CaseList::AskedForMore,
    CaseList::DoneThisWeek,
    CaseList::HandedOn,
    CaseList::All,
];

/// On the embedded database, in which the demonstration is already, and then on a PostgreSQL of its own.
pub(crate) async fn measure(demo: &Demo, sizes: &[u64]) -> Result<Vec<Row>> {
    let mut rows = on("SQLite", demo, &server::settings()?, sizes).await?;
    let postgres = Postgres::start("bench-queries");
    let demo = Installation::postgres(postgres.url()).demo()?;
    let settings = Settings { database_url: postgres.url(), ..server::settings_of(&server::shared_key()?) };
    let objects = folders::out().join("shared").join("objects").canonicalize()?;
    let settings = Settings { objects_url: format!("file://{}", objects.display()), ..settings };
    rows.extend(on("PostgreSQL", &demo, &settings, sizes).await?);
    Ok(rows)
}

async fn on(database: &str, demo: &Demo, settings: &Settings, sizes: &[u64]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut first: Option<(u64, Vec<Vec<Duration>>)> = None;
    for &size in sizes {
        say(&format!("the lists at {size} cases, {database}"));
        multiply::to(settings, size).await?;
        let (asked, tasks) = questions(settings).await?;
        say(&format!("{tasks} tasks are there"));
        let times = ask(settings, demo, &asked).await?;
        let (least, baseline) = first.get_or_insert((size, times.clone()));
        for (question, (time, base)) in asked.iter().zip(times.iter().zip(baseline)) {
            for (name, percent) in [("p50", 50), ("p99", 99)] {
                let case = format!("{database}, {size} cases");
                let row = Row::new(&case, &format!("{name}, {}", question.what), "ms", ms(at(time, percent)));
                let peer = format!("ours at {least} cases");
                rows.push(match (size == *least, percent) {
                    (true, _) => row,
                    (false, 50) => row.beside(&peer, ms(at(base, percent))).at_most_times(1.5),
                    (false, _) => row.beside(&peer, ms(at(base, percent))).under(MOST_MS),
                });
            }
        }
    }
    Ok(rows)
}

/// What somebody opens, and how many rows it must have: a page with fewer would be quicker for that.
struct Question {
    what: String,
    asked: Asked,
    rows: Option<usize>,
}

enum Asked {
    Worklist(WorklistQuery),
    Home,
    List(CaseList),
    Patients(PatientSearch),
    CaseAtPractice(CaseId),
    CaseAtService(CaseId),
    NextCase(CaseId),
    Patient(PatientId),
    Organisations,
    People,
    Waiting,
}

/// What is asked of each size.
async fn questions(settings: &Settings) -> Result<(Vec<Question>, i64)> {
    let hand = multiply::hand(settings).await?;
    let mut all = Vec::new();
    let mut add = |what: &str, asked, rows| all.push(Question { what: what.to_owned(), asked, rows });
    let shown = |show| WorklistQuery { show, ..WorklistQuery::default() };
    let waiting: CaseId = hand.middle.rsplit('.').next().unwrap_or_default().parse().map_err(|_| "nobody waits")?;
    let middle = WorklistQuery { after: Some(hand.middle), ..WorklistQuery::default() };
    let one_kind = WorklistQuery { kind: Some(Kind::Advice), ..WorklistQuery::default() };
    add("worklist", Asked::Worklist(WorklistQuery::default()), Some(50));
    add("worklist, one kind", Asked::Worklist(one_kind), Some(50));
    let one_site = WorklistQuery { site: hand.site.parse().ok(), ..WorklistQuery::default() };
    add("worklist, one site", Asked::Worklist(one_site), Some(50));
    add("worklist, page in the middle", Asked::Worklist(middle), Some(50));
    for (what, show, rows) in [
        ("worklist, overdue", WorklistShow::Overdue, Some(50)),
        ("worklist, newest answers", WorklistShow::Answered, Some(50)),
        // Of ten thousand cases a page is not full.
        ("worklist, messages", WorklistShow::Messages, None),
        ("worklist, taken over", WorklistShow::TakenOver, Some(50)),
    ] {
        add(what, Asked::Worklist(shown(show)), rows);
    }
    // What hardly anybody asks about must not be looked for among all that is done.
    let nowhere = WorklistQuery { site: Some(Site::Eyelid), ..shown(WorklistShow::Answered) };
    add("worklist, newest answers about a site that nobody had", Asked::Worklist(nowhere), Some(0));
    add("practice's start page", Asked::Home, Some(10));
    for list in LISTS {
        // What was done this week depends on the day.
        let is_short = matches!(
            list,
            CaseList::DoneThisWeek
                | CaseList::HelpReach
                | CaseList::Missed
                | CaseList::Concluded
                | CaseList::NoHubPictures
                | CaseList::RoundMissed
                | CaseList::Unread
        );
        let rows = (!is_short).then_some(50);
        add(&format!("practice's list, {list:?}"), Asked::List(list), rows);
    }
    let named = |name: &str| PatientSearch { name: name.to_owned(), ..PatientSearch::default() };
    let number = PatientSearch { nhs_number: hand.number, ..PatientSearch::default() };
    let by_case = PatientSearch { case: hand.case.chars().skip(28).collect(), ..PatientSearch::default() };
    let case: CaseId = hand.case.parse().map_err(|_| "no case")?;
    let [year, month, day] = [0..4, 5..7, 8..10].map(|part| hand.born.get(part).unwrap_or_default().to_owned());
    let born = PatientSearch { dob: DateFields { day, month, year }, ..PatientSearch::default() };
    let rare = named(&word(RARE + 1_000));
    let rare_and_born = PatientSearch { dob: born.dob.clone(), ..rare.clone() };
    add("patient by NHS number", Asked::Patients(number), Some(1));
    add("patient by case number", Asked::Patients(by_case), Some(1));
    add("patients by family name", Asked::Patients(rare), Some(4));
    add("patients by date of birth", Asked::Patients(born), Some(1));
    add("patient by both", Asked::Patients(rare_and_born), Some(1));
    add("patients by two letters", Asked::Patients(named("ca")), Some(20));
    add("a case at its practice", Asked::CaseAtPractice(case), None);
    add("a case at its service", Asked::CaseAtService(case), None);
    add("the case below it in the worklist", Asked::NextCase(waiting), Some(1));
    add("a patient's page", Asked::Patient(hand.patient.parse().map_err(|_| "no patient")?), Some(1));
    add("administrator's organisations", Asked::Organisations, None);
    add("administrator's people", Asked::People, None);
    add("what waits anywhere, for metrics", Asked::Waiting, None);
    Ok((all, hand.tasks))
}

/// What so many of a hundred took at most.
fn at(sorted: &[Duration], percent: usize) -> Duration {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

/// How long each took, sorted.
async fn ask(settings: &Settings, demo: &Demo, asked: &[Question]) -> Result<Vec<Vec<Duration>>> {
    let backend = Backend::open(settings.clone(), Clock::System, Ids::system()).await?;
    let (specialist, referrer) = (actor(&backend, demo, "specialist").await?, actor(&backend, demo, "referrer").await?);
    let mut all = Vec::new();
    for question in asked {
        let mut times = Vec::new();
        for number in 0..TIMES + TIMES / 10 {
            let begun = Instant::now();
            let rows = match &question.asked {
                Asked::Worklist(query) => cases::worklist(&backend, &specialist, query).await?.rows.len(),
                Asked::List(list) => cases::list(&backend, &referrer, *list, None).await?.rows.len(),
                Asked::Home => cases::home(&backend, &referrer).await?.recent.len(),
                Asked::Patients(search) => {
                    let sealed = patients::seal_search(&backend, &referrer, search.clone())?;
                    patients::find(&backend, &referrer, Some(&sealed)).await?.rows.map_or(0, |rows| rows.len())
                }
                Asked::CaseAtPractice(case) => cases::show(&backend, &referrer, *case).await?.images.len(),
                Asked::CaseAtService(case) => cases::show(&backend, &specialist, *case).await?.images.len(),
                Asked::NextCase(case) => cases::next(&backend, &specialist, Some(*case)).await?.iter().len(),
                Asked::Patient(id) => patients::show(&backend, &referrer, *id, None).await?.cases.len(),
                Asked::Organisations => organisations::list(&backend, Manager::Operator).await?.len(),
                Asked::People => accounts::list(&backend, Manager::Operator, "").await?.len(),
                Asked::Waiting => measure::waiting(&backend).await?.late.len(),
            };
            if number >= TIMES / 10 {
                times.push(begun.elapsed());
            }
            let is_wrong = question.rows.map_or(rows == 0, |wanted| wanted != rows);
            if number == 0 && is_wrong {
                return Err(format!("{}: {rows} rows instead of {:?}", question.what, question.rows).into());
            }
        }
        times.sort_unstable();
        // All of it takes a while; what has been measured is seen, also where the rest is not waited for.
        say(&format!("{}: p50 {:.1} ms, p99 {:.1} ms", question.what, ms(at(&times, 50)), ms(at(&times, 99))));
        all.push(times);
    }
    backend.close().await;
    Ok(all)
}

async fn actor(backend: &Backend, demo: &Demo, role: &str) -> Result<Actor> {
    let account = demo.account(role)?;
    let from = accounts::TryFrom { source: "bench", device: None };
    let me = accounts::sign_in(backend, &account.email, &account.password, from).await?;
    Ok(accounts::me(backend, me.account).await?.0)
}
