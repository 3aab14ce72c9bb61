use std::collections::{BTreeMap, BTreeSet};

use domain::{audit::Access, ids::CaseId};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use super::{
    chain::{Chain, Fault},
    check,
    sealing::{Head, parse_head},
    stream,
};
use crate::{
    Backend, Error, audit,
    db::{self, access_log, log_heads},
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
    let erased = check_accesses(b, &mut done).await?;
    let mut after = String::new();
    loop {
        let cases = db::cases::ids_after(&mut *b.db().read().await?, &after, BATCH).await?;
        let Some(last) = cases.last() else { break };
        after = last.to_string();
        for case in cases {
            check_case(b, case, pictures, &mut done).await?;
        }
    }
    check_heads(b, &noted, &erased, &mut done).await?;
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

/// Checks the log of accesses; the cases that were erased by rule.
async fn check_accesses(b: &Backend, done: &mut Verified) -> Result<BTreeSet<String>, Error> {
    let mut snapshot = b.db().snapshot().await?;
    let mut erased = BTreeSet::new();
    let mut chain = Chain::new(b.db().seal(), audit::STREAM);
    let mut after = 0;
    loop {
        let rows = access_log::after(&mut snapshot, after, BATCH).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        done.accesses += rows.len();
        for row in &rows {
            chain.push(row);
            if matches!(db::from_json(&row.kind, "access"), Ok(Access::CaseErased { .. })) {
                erased.insert(format!("case/{}", row.subject));
            }
        }
    }
    let head = log_heads::get(&mut snapshot, audit::STREAM).await?;
    if after > 0 || head.is_some() {
        let faults = chain.finish(head.as_ref());
        done.faults.extend(faults.into_iter().map(|fault| (audit::STREAM.to_owned(), fault)));
    }
    Ok(erased)
}

/// Logs that should be there: those whose heads the database keeps, and those that the file names.
async fn check_heads(
    b: &Backend,
    noted: &BTreeMap<String, Head>,
    erased: &BTreeSet<String>,
    done: &mut Verified,
) -> Result<(), Error> {
    let mut connection = b.db().read().await?;
    let mut after = String::new();
    loop {
        let heads = log_heads::after(&mut connection, &after, BATCH).await?;
        let Some((last, _)) = heads.last() else { break };
        after.clone_from(&last.stream);
        for (head, _) in heads {
            if let Some(case) = case_of(&head.stream)
                && db::cases::find(&mut connection, case).await?.is_none()
            {
                done.faults.push((head.stream.clone(), Fault::Cut(head.seq)));
            }
        }
    }
    for head in noted.values().filter(|head| !erased.contains(&head.stream)) {
        if !is_there(&mut connection, head).await? {
            done.faults.push((head.stream.clone(), Fault::CutByFile(head.stream.clone(), head.seq)));
        }
    }
    Ok(())
}

async fn is_there(connection: &mut AnyConnection, head: &Head) -> Result<bool, Error> {
    let hash = match case_of(&head.stream) {
        Some(case) => db::events::hash(connection, case, head.seq).await?,
        None => access_log::hash(connection, head.seq).await?,
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
