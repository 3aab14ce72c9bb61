//! The worklist's query, through the same use case that the page calls, while the table grows a thousandfold.

use std::time::{Duration, Instant};

use backend::{Backend, Clock, Ids, accounts, cases};
use domain::{
    case::Kind,
    view::{WorklistPage, WorklistQuery, WorklistShow},
};

use crate::{
    Result,
    load::{median, ms},
    multiply,
    report::Row,
    say,
    server::{self, Demo},
};

/// Times each is asked, after a tenth as many that are not counted.
const TIMES: usize = 300;

pub(crate) async fn measure(demo: &Demo, sizes: &[u64]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut first: Option<(u64, Vec<Duration>)> = None;
    for &size in sizes {
        say(&format!("the worklist's query at {size} cases"));
        multiply::to(size).await?;
        let asked = questions().await?;
        let times = ask(demo, &asked).await?;
        let (least, baseline) = first.get_or_insert((size, times.clone()));
        for ((what, _), (time, base)) in asked.iter().zip(times.iter().zip(baseline)) {
            let row = Row::new(&format!("worklist query, {size} cases"), &format!("p50, {what}"), "ms", ms(*time));
            let peer = format!("ours at {least} cases");
            rows.push(if size == *least { row } else { row.beside(&peer, ms(*base)).at_most_times(1.5) });
        }
    }
    Ok(rows)
}

/// What is asked of each size.
async fn questions() -> Result<Vec<(&'static str, WorklistQuery)>> {
    let middle = multiply::middle().await?;
    Ok(vec![
        ("first page", WorklistQuery::default()),
        ("one kind", WorklistQuery { kind: Some(Kind::Advice), ..WorklistQuery::default() }),
        ("page in the middle", WorklistQuery { after: Some(middle), ..WorklistQuery::default() }),
        ("newest answers", WorklistQuery { show: WorklistShow::Answered, ..WorklistQuery::default() }),
    ])
}

async fn ask(demo: &Demo, asked: &[(&str, WorklistQuery)]) -> Result<Vec<Duration>> {
    let backend = Backend::open(server::settings()?, Clock::System, Ids::system()).await?;
    let account = demo.account("specialist")?;
    let me = accounts::sign_in(
        &backend,
        &account.email,
        &account.password,
        accounts::TryFrom { source: "bench", device: None },
    )
    .await?;
    let (actor, _) = accounts::me(&backend, me.account).await?;
    let mut medians = Vec::new();
    for (what, query) in asked {
        let mut times = Vec::new();
        for number in 0..TIMES + TIMES / 10 {
            let begun = Instant::now();
            let page = cases::worklist(&backend, &actor, query).await?;
            if number >= TIMES / 10 {
                times.push(begun.elapsed());
            }
            check(what, &page)?;
        }
        medians.push(median(times)?);
    }
    Ok(medians)
}

/// A page with fewer rows would be quicker for that.
fn check(what: &str, page: &WorklistPage) -> Result<()> {
    match page.rows.len() {
        50 => Ok(()),
        rows => Err(format!("{what}: {rows} rows instead of 50").into()),
    }
}
