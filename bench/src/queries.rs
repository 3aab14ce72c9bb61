//! The lists, through the same use cases that the pages call, while the tables grow a thousandfold. All of it belongs to
//! a few practices and services: each has far more than a real one.

use std::time::{Duration, Instant};

use backend::{Backend, Clock, Ids, accounts, cases};
use domain::{
    access::Actor,
    case::Kind,
    view::{CaseList, WorklistQuery, WorklistShow},
};

use crate::{
    Result,
    load::ms,
    multiply,
    report::Row,
    say,
    server::{self, Demo},
};

/// Times each is asked, after a tenth as many that are not counted.
const TIMES: usize = 300;

pub(crate) async fn measure(demo: &Demo, sizes: &[u64]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut first: Option<(u64, Vec<Vec<Duration>>)> = None;
    for &size in sizes {
        say(&format!("the lists at {size} cases"));
        multiply::to(size).await?;
        let asked = questions().await?;
        let times = ask(demo, &asked).await?;
        let (least, baseline) = first.get_or_insert((size, times.clone()));
        for ((what, _), (time, base)) in asked.iter().zip(times.iter().zip(baseline)) {
            for (name, percent) in [("p50", 50), ("p99", 99)] {
                let at = |times: &[Duration]| times.get(times.len() * percent / 100).copied().unwrap_or_default();
                let row = Row::new(&format!("list, {size} cases"), &format!("{name}, {what}"), "ms", ms(at(time)));
                let peer = format!("ours at {least} cases");
                rows.push(if size == *least { row } else { row.beside(&peer, ms(at(base))).at_most_times(1.5) });
            }
        }
    }
    Ok(rows)
}

/// What somebody opens.
enum Asked {
    Worklist(WorklistQuery),
    Home,
    List(CaseList),
}

/// What is asked of each size.
async fn questions() -> Result<Vec<(&'static str, Asked)>> {
    let middle = multiply::middle().await?;
    let worklist = |query| Asked::Worklist(query);
    Ok(vec![
        ("first page", worklist(WorklistQuery::default())),
        ("one kind", worklist(WorklistQuery { kind: Some(Kind::Advice), ..WorklistQuery::default() })),
        ("page in the middle", worklist(WorklistQuery { after: Some(middle), ..WorklistQuery::default() })),
        ("newest answers", worklist(WorklistQuery { show: WorklistShow::Answered, ..WorklistQuery::default() })),
        ("practice's home", Asked::Home),
        ("practice's answers to read", Asked::List(CaseList::ToRead)),
        ("practice's patients to tell", Asked::List(CaseList::ToTell)),
    ])
}

/// How long each took, sorted.
async fn ask(demo: &Demo, asked: &[(&str, Asked)]) -> Result<Vec<Vec<Duration>>> {
    let backend = Backend::open(server::settings()?, Clock::System, Ids::system()).await?;
    let (specialist, referrer) = (actor(&backend, demo, "specialist").await?, actor(&backend, demo, "referrer").await?);
    let mut all = Vec::new();
    for (what, asked) in asked {
        let mut times = Vec::new();
        for number in 0..TIMES + TIMES / 10 {
            let begun = Instant::now();
            let rows = match asked {
                Asked::Worklist(query) => cases::worklist(&backend, &specialist, query).await?.rows.len(),
                Asked::List(list) => cases::list(&backend, &referrer, *list, None).await?.rows.len(),
                Asked::Home => cases::home(&backend, &referrer).await?.recent.len(),
            };
            if number >= TIMES / 10 {
                times.push(begun.elapsed());
            }
            check(what, asked, rows)?;
        }
        times.sort_unstable();
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

/// A page with fewer rows would be quicker for that.
fn check(what: &str, asked: &Asked, rows: usize) -> Result<()> {
    let whole = if matches!(asked, Asked::Home) { 10 } else { 50 };
    if rows == whole { Ok(()) } else { Err(format!("{what}: {rows} rows instead of {whole}").into()) }
}
