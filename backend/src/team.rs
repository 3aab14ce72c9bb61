//! Who works at an organisation: who is away, who stands in, and what waits for whom. Of cases it tells numbers alone.

use domain::{
    absence::{AbsenceForm, stands_in_for},
    access::{Actor, Denied},
    audit::Access,
    clock::{PACE_DAYS, forecast},
    ids::{AbsenceId, AccountId, OrganisationId},
    organisation::OrganisationKind,
    role::{Capability, Role},
    tasks::{Owner, TaskKind},
    time::london_day,
    view::{AwayLine, Coming, TeamView},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error, audit,
    db::{
        absences::{self, Away},
        lists, organisations, policies,
    },
    manager::Act,
};

/// Who asks and where: at a practice, or at a service.
///
/// # Errors
/// `Denied` for everybody else; `NotFound` for who manages another kind of organisation, where nobody has lists like these.
async fn here(connection: &mut AnyConnection, actor: &Actor) -> Result<(AccountId, OrganisationId), Error> {
    actor.can(Capability::List)?;
    let own = actor.account().ok_or(Denied)?;
    if let Ok(practice) = actor.practice() {
        return Ok((own, practice.into()));
    }
    let organisation = actor.service()?.into();
    if matches!(actor, Actor::Member { role: Role::ServiceManager, .. }) {
        let row = organisations::get(connection, organisation).await?.ok_or(Error::NotFound)?;
        if row.kind != OrganisationKind::Service.as_str() {
            return Err(Error::NotFound);
        }
    }
    Ok((own, organisation))
}

/// Whether they look after others here.
fn manages(actor: &Actor) -> bool {
    actor.can(Capability::ManagePeople).is_ok()
}

/// Who is away and what waits, for anybody who works at a practice or a service.
pub async fn team(b: &Backend, actor: &Actor) -> Result<TeamView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let (own, organisation) = here(&mut connection, actor).await?;
    audit::record(b, Some(actor), None, Access::ListSent);
    let mut people: Vec<(AccountId, String)> = Vec::new();
    for (colleague, name) in absences::colleagues(&mut connection, organisation, now).await? {
        if people.last().is_none_or(|(last, _)| *last != colleague.account) {
            people.push((colleague.account, name));
        }
    }
    let away = absences::of(&mut connection, organisation, now).await?;
    let (waits, whose, coming) = match (actor.practice(), actor.service()) {
        (Ok(practice), _) => {
            let (counts, _) = lists::count(&mut connection, practice, now).await?;
            let whose = lists::count_own(&mut connection, practice, now).await?;
            (counts, whose, None)
        }
        (_, Ok(service)) => {
            let kinds: Vec<TaskKind> = at_service().collect();
            let counts = lists::count_open(&mut connection, service, &kinds, now).await?;
            let rules = policies::newest(&mut connection, service).await?.policy;
            let dues = lists::dues(&mut connection, service).await?;
            let since = rules.late_before(now, PACE_DAYS);
            let answered = lists::count_answered(&mut connection, service, since).await?;
            let late = dues.iter().filter(|due| **due <= now).count();
            let days = forecast(&dues, answered, &rules, now);
            let coming = Coming { late: u32::try_from(late).unwrap_or(u32::MAX), answered, days };
            let counts = kinds.into_iter().zip(counts).map(|(kind, (open, late))| (kind, open, late)).collect();
            (counts, Vec::new(), Some(coming))
        }
        (Err(Denied), Err(Denied)) => return Err(Denied.into()),
    };
    Ok(TeamView {
        is_service: coming.is_some(),
        may_manage: manages(actor),
        own,
        away: lines(&away, own, manages(actor), now),
        people,
        waits: waits.into_iter().filter(|(kind, open, _)| *open > 0 && kind.owner() != Owner::Patient).collect(),
        whose,
        coming,
    })
}

fn at_service() -> impl Iterator<Item = TaskKind> {
    TaskKind::ALL.iter().copied().filter(|kind| kind.owner() == Owner::Service)
}

fn lines(away: &[Away], own: AccountId, manages: bool, now: Timestamp) -> Vec<AwayLine> {
    let pairs: Vec<_> = away.iter().filter(|it| it.from <= now).map(|it| (it.who, it.stand_in)).collect();
    let mine = stands_in_for(own, &pairs);
    let day = |at: Timestamp| london_day(at).strftime("%-d %B %Y").to_string();
    let line = |it: &Away| {
        let is_now = it.from <= now;
        AwayLine {
            id: it.id,
            who: it.who_name.clone(),
            stand_in: it.stand_in_name.clone(),
            from: day(it.from),
            until: day(it.until - jiff::SignedDuration::from_secs(1)),
            is_now,
            own: it.who == own,
            mine: if is_now { mine.contains(&it.who) } else { it.stand_in == own },
            may_end: manages || it.who == own,
        }
    };
    away.iter().map(line).collect()
}

/// For whom somebody stands in now, and what they are told of who is away: whether it is them, or they stand in.
pub(crate) async fn standing_in(
    connection: &mut AnyConnection,
    own: AccountId,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<(Vec<(AccountId, String)>, Vec<AwayLine>), Error> {
    let away = absences::of(connection, organisation, now).await?;
    let mut told = lines(&away, own, false, now);
    let whose = away.iter().zip(&told).filter(|(_, line)| line.is_now && line.mine);
    let whose = whose.map(|(it, _)| (it.who, it.who_name.clone())).collect();
    told.retain(|line| line.is_now && (line.own || line.mine));
    Ok((whose, told))
}

/// Notes that somebody is away, and who stands in: for oneself, or for others by who looks after them. Days that were noted
/// before and that it touches end by it; the same form twice is one.
///
/// # Errors
/// `Invalid` for what is not whole; `Denied` for who notes it of others without looking after them.
pub async fn set_away(b: &Backend, actor: &Actor, form: &AbsenceForm) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let (own, organisation) = here(&mut tx, actor).await?;
    let now = b.clock().now();
    let people = absences::colleagues(&mut tx, organisation, now).await?;
    let people: Vec<_> = people.into_iter().map(|(colleague, _)| colleague).collect();
    let absence = form.read(own, &people, london_day(now)).map_err(Error::Invalid)?;
    if absence.who != own && !manages(actor) {
        return Err(Error::Denied);
    }
    let is_same =
        |it: &Away| (it.who, it.stand_in, (it.from, it.until)) == (absence.who, absence.stand_in, absence.lasts());
    if absences::of(&mut tx, organisation, now).await?.iter().any(is_same) {
        return Ok(());
    }
    absences::insert(&mut tx, AbsenceId(b.ids().new_id(now)), organisation, &absence, own, now).await?;
    act.done(&mut tx, now, &Access::AwaySet { account: absence.who, stand_in: absence.stand_in }).await?;
    tx.commit().await
}

/// They are back, or do not go. What is over already stays so, and of other organisations there is nothing here.
///
/// # Errors
/// `Denied` for somebody else's, without looking after them.
pub async fn end_away(b: &Backend, actor: &Actor, id: AbsenceId) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let (own, organisation) = here(&mut tx, actor).await?;
    let now = b.clock().now();
    let away = absences::of(&mut tx, organisation, now).await?;
    let Some(away) = away.into_iter().find(|it| it.id == id) else { return Ok(()) };
    if away.who != own && !manages(actor) {
        return Err(Error::Denied);
    }
    absences::end(&mut tx, id, own, now).await?;
    act.done(&mut tx, now, &Access::AwayEnded { account: away.who }).await?;
    tx.commit().await
}
