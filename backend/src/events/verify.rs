use std::collections::BTreeMap;

use domain::{
    ids::CaseId,
    retention::{Erased, LogEnd},
};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use super::{
    chain::{Chain, Fault},
    check,
    sealing::{Head, LogSeal, parse_head},
    stream,
};
use crate::{
    Backend, Error,
    db::{
        self, access_search, log_heads,
        logs::{self, Log},
    },
    error::chain as causes,
    objects::ObjectName,
};

/// How many rows are read at a time.
const BATCH: i64 = 1_000;

/// What was looked at, and what is wrong.
#[derive(Debug, Default)]
pub struct Verified {
    pub cases: usize,
    pub entries: usize,
    /// Entries from before entries were sealed: nothing is known of how they were until they were carried over.
    pub carried_over: usize,
    pub accesses: usize,
    /// Pictures and clips that were opened and compared with the log.
    pub pictures: usize,
    /// Those from before their digests were kept.
    pub without_digest: usize,
    /// Each with the log it belongs to.
    pub faults: Vec<(String, Fault)>,
}

/// Checks every log and what it speaks of, with `pictures` also every stored picture and clip, against the text of the file
/// of heads, which is read before this is called. May run beside a server that works.
pub async fn verify(b: &Backend, heads_file: &str, pictures: bool) -> Result<Verified, Error> {
    let mut done = Verified::default();
    let noted = heads_noted(heads_file);
    let mut after = String::new();
    loop {
        let cases = db::cases::ids_after(&mut *b.db().read().await?, &after, BATCH).await?;
        let Some(last) = cases.last() else { break };
        after = last.to_string();
        for case in cases {
            check_case(b, case, pictures, &mut done).await?;
        }
    }
    // Together, and after the cases: what is erased meanwhile is gone and said to be, or still there.
    let mut snapshot = b.db().snapshot().await?;
    let erased = check_erasures(&mut snapshot, b.db().seal(), &mut done).await?;
    check_accesses(&mut snapshot, b.db().seal(), &erased, &mut done).await?;
    check_heads(&mut snapshot, &noted, &erased, &mut done).await?;
    Ok(done)
}

/// The same of the logs of the installation alone, beside what the file of heads said of them before.
pub(crate) async fn verify_accesses(b: &Backend, noted: &BTreeMap<String, Head>) -> Result<Verified, Error> {
    let mut done = Verified::default();
    let mut snapshot = b.db().snapshot().await?;
    let erased = check_erasures(&mut snapshot, b.db().seal(), &mut done).await?;
    check_accesses(&mut snapshot, b.db().seal(), &erased, &mut done).await?;
    check_noted(&mut snapshot, noted, &erased, &mut done).await?;
    Ok(done)
}

async fn check_case(b: &Backend, id: CaseId, pictures: bool, done: &mut Verified) -> Result<(), Error> {
    let mut snapshot = b.db().snapshot().await?;
    let Some(case) = db::cases::find(&mut snapshot, id).await? else { return Ok(()) };
    let checked = check(&mut snapshot, b.db().seal(), &case).await?;
    let objects = db::objects::with_digests(&mut snapshot, id).await?;
    drop(snapshot);
    done.cases += 1;
    done.entries += checked.rows.len();
    done.carried_over += checked.carried_over();
    let name = stream(id);
    done.faults.extend(checked.faults.into_iter().map(|fault| (name.clone(), fault)));
    for (what, object, digest) in objects.into_iter().filter(|_| pictures) {
        if digest.is_empty() {
            done.without_digest += 1;
        } else if let Some(fault) = check_object(b, id, what, &object, &digest).await? {
            done.faults.push((name.clone(), fault));
        }
        done.pictures += 1;
    }
    Ok(())
}

async fn check_object(
    b: &Backend,
    case: CaseId,
    what: String,
    object: &ObjectName,
    digest: &str,
) -> Result<Option<Fault>, Error> {
    let fault = match b.objects().get(object).await {
        Ok(bytes) if hex::encode(Sha256::digest(&bytes)) == digest => return Ok(None),
        Ok(_) => Fault::Content(what),
        Err(error) => Fault::Unreadable(what, causes(&error)),
    };
    // It may have been removed while this looked.
    let now = db::objects::with_digests(&mut *b.db().read().await?, case).await?;
    Ok(now.iter().any(|it| it.1 == *object).then_some(fault))
}

/// Checks the log of erasures: the logs that are rightly gone, by their names. Of the log of accesses only its beginning
/// is.
async fn check_erasures(
    snapshot: &mut AnyConnection,
    seal: &LogSeal,
    done: &mut Verified,
) -> Result<BTreeMap<String, LogEnd>, Error> {
    let stream = Log::Erasures.stream();
    let mut erased = BTreeMap::new();
    let mut chain = Chain::new(seal, stream);
    let mut after = 0;
    loop {
        let rows = logs::after(snapshot, Log::Erasures, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        for row in &rows {
            // What was written without the key says nothing.
            let is_sealed = chain.push(row);
            let Ok(Erased { log: Some(end), .. }) = db::from_json(&row.kind, "erasure") else { continue };
            if !is_sealed {
                continue;
            }
            let of = if row.subject.is_empty() {
                Log::Accesses.stream().to_owned()
            } else {
                format!("case/{}", row.subject)
            };
            if !end.whole {
                done.faults.push((of.clone(), Fault::ErasedBroken));
            }
            erased.insert(of, end);
        }
    }
    finish(chain, snapshot, Log::Erasures, after, done).await?;
    for of in erased.keys() {
        if let Some(case) = case_of(of)
            && db::cases::find(snapshot, case).await?.is_some()
        {
            done.faults.push((of.clone(), Fault::PutBack));
        }
    }
    Ok(erased)
}

async fn check_accesses(
    snapshot: &mut AnyConnection,
    seal: &LogSeal,
    erased: &BTreeMap<String, LogEnd>,
    done: &mut Verified,
) -> Result<(), Error> {
    let stream = Log::Accesses.stream();
    let beginning = erased.get(stream);
    let mut chain = Chain::after(seal, stream, beginning);
    let mut after = beginning.map_or(0, |end| end.seq);
    loop {
        let rows = logs::after(snapshot, Log::Accesses, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        done.accesses += rows.len();
        let misfiled = access_search::misfiled(snapshot, rows[0].seq, after).await?;
        done.faults.extend(misfiled.into_iter().map(|seq| (stream.to_owned(), Fault::Misfiled(seq))));
        for row in &rows {
            chain.push(row);
        }
    }
    finish(chain, snapshot, Log::Accesses, after, done).await
}

async fn finish(
    chain: Chain<'_>,
    snapshot: &mut AnyConnection,
    log: Log,
    end: i64,
    done: &mut Verified,
) -> Result<(), Error> {
    let head = log_heads::get(snapshot, log.stream()).await?;
    if end > 0 || head.is_some() {
        let faults = chain.finish(head.as_ref());
        done.faults.extend(faults.into_iter().map(|fault| (log.stream().to_owned(), fault)));
    }
    Ok(())
}

/// Logs that should be there: those whose heads the database keeps, and those that the file names.
async fn check_heads(
    snapshot: &mut AnyConnection,
    noted: &BTreeMap<String, Head>,
    erased: &BTreeMap<String, LogEnd>,
    done: &mut Verified,
) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let heads = log_heads::after(snapshot, &after, BATCH).await?;
        let Some((last, _)) = heads.last() else { break };
        after.clone_from(&last.stream);
        for (head, _) in heads {
            if let Some(case) = case_of(&head.stream)
                && db::cases::find(snapshot, case).await?.is_none()
            {
                done.faults.push((head.stream.clone(), Fault::Cut(head.seq)));
            }
        }
    }
    check_noted(snapshot, noted, erased, done).await
}

/// Those that the file names.
async fn check_noted(
    snapshot: &mut AnyConnection,
    noted: &BTreeMap<String, Head>,
    erased: &BTreeMap<String, LogEnd>,
    done: &mut Verified,
) -> Result<(), Error> {
    for head in noted.values() {
        // The file may lag behind what was erased, and what was erased must not have lagged behind the file.
        let went = erased
            .get(&head.stream)
            .is_some_and(|end| head.seq < end.seq || (head.seq == end.seq && head.hash == end.hash));
        if !went && !is_there(snapshot, head).await? {
            done.faults.push((head.stream.clone(), Fault::CutByFile(head.stream.clone(), head.seq)));
        }
    }
    Ok(())
}

async fn is_there(connection: &mut AnyConnection, head: &Head) -> Result<bool, Error> {
    let hash = match case_of(&head.stream) {
        Some(case) => db::events::hash(connection, case, head.seq).await?,
        None => match Log::ALL.into_iter().find(|log| log.stream() == head.stream) {
            Some(log) => logs::hash(connection, log, head.seq).await?,
            None => None,
        },
    };
    Ok(hash.as_ref() == Some(&head.hash))
}

fn case_of(stream: &str) -> Option<CaseId> {
    stream.strip_prefix("case/")?.parse().ok()
}

/// The last head of each log that the file names.
fn heads_noted(file: &str) -> BTreeMap<String, Head> {
    let mut noted: BTreeMap<String, Head> = BTreeMap::new();
    for head in file.lines().filter_map(parse_head) {
        // Two commits may be noted in the other order.
        match noted.get(&head.stream) {
            Some(known) if known.seq >= head.seq => {}
            _ => drop(noted.insert(head.stream.clone(), head)),
        }
    }
    noted
}
