//! What stands around a case on its page, in one statement: whose and where it is, and how much there is of it.

use domain::{
    ids::{AccountId, ServiceId},
    patients::Details,
    policy::Policy,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{
    cases::Case,
    from_json,
    images::unsent,
    lists::not_reached,
    organisations::{Practice, SERVICE, Service, to_service},
    policies::OF_CASE,
    requests::SENT_BEFORE,
};
use crate::Error;

/// Who and where a case is of, and what is known of it beside its own row.
#[derive(Debug)]
pub(crate) struct Around {
    pub(crate) referrer: String,
    /// Who sent it in the referrer's name.
    pub(crate) sent_by: Option<String>,
    /// Who noted that they told the patient themselves.
    pub(crate) told_by: Option<String>,
    /// The other person who was asked for.
    pub(crate) other: Option<String>,
    pub(crate) practice: Practice,
    /// The service that was asked for, as it is now.
    pub(crate) service: Option<Service>,
    /// What it lives by ([`super::policies::of_case`]).
    pub(crate) policy: Policy,
    /// Pictures that no specialist has been sent ([`super::images::count_unsent`]).
    pub(crate) unsent: u32,
    /// The practice has still to read what became of an answer.
    pub(crate) amended: bool,
    /// Its patient has died.
    pub(crate) has_died: bool,
    /// It is among those whose patient nobody reaches.
    pub(crate) unreached: bool,
    /// Which request about its problem it is ([`super::requests::presentation`]).
    pub(crate) presentation: u32,
    pub(crate) has: Has,
}

/// How many rows of each kind there are about a case: of what there is none, nothing has to be asked.
#[derive(Debug, FromRow)]
pub(crate) struct Has {
    pub(crate) others: i64,
    pub(crate) answers: i64,
    pub(crate) drafts: i64,
    pub(crate) amendments: i64,
    pub(crate) messages: i64,
    pub(crate) changes: i64,
    pub(crate) links: i64,
    pub(crate) texts: i64,
    /// Appointments, and tries to reach the patient about one.
    pub(crate) appointments: i64,
    /// Of what came of it.
    pub(crate) conclusions: i64,
    /// Of what clinicians asked of each other.
    pub(crate) reviews: i64,
    /// Visits to a photography hub.
    pub(crate) visits: i64,
    /// Plans for follow-up photos.
    pub(crate) plans: i64,
}

#[derive(Debug, FromRow)]
struct Row {
    referrer: String,
    sent_by: Option<String>,
    told_by: Option<String>,
    other: Option<String>,
    #[sqlx(flatten)]
    practice: Practice,
    service_id: Option<String>,
    service: Option<String>,
    service_phone: Option<String>,
    service_hours: Option<String>,
    service_rules: Option<String>,
    edition: Option<i64>,
    policy: Option<String>,
    unsent: i64,
    amended_unread: i64,
    details: Option<String>,
    unreached: i64,
    sent_before: i64,
    #[sqlx(flatten)]
    has: Has,
}

impl TryFrom<Row> for Around {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let service = match (row.service_id, row.service, row.service_phone, row.service_hours, row.service_rules) {
            (Some(id), Some(name), Some(phone), Some(hours), Some(rules)) => {
                Some(to_service((id, name, phone, hours, rules, row.edition))?)
            }
            _ => None,
        };
        let details: Option<Details> = row.details.map(|json| from_json(&json, "patient")).transpose()?;
        Ok(Self {
            referrer: row.referrer,
            sent_by: row.sent_by,
            told_by: row.told_by,
            other: row.other,
            practice: row.practice,
            service,
            policy: row.policy.map(|json| from_json(&json, "policy")).transpose()?.unwrap_or_default(),
            unsent: u32::try_from(row.unsent).unwrap_or(u32::MAX),
            amended: row.amended_unread == 1,
            has_died: details.is_some_and(|details| details.deceased.is_some()),
            unreached: row.unreached > 0,
            presentation: u32::try_from(row.sent_before).unwrap_or(u32::MAX).saturating_add(1),
            has: row.has,
        })
    }
}

/// What stands around a case, with a service and one more person by name.
pub(crate) async fn of_case(
    connection: &mut AnyConnection,
    case: &Case,
    service: Option<ServiceId>,
    other: Option<AccountId>,
    now: Timestamp,
) -> Result<Around, Error> {
    let sql = format!(
        "SELECT r.name AS referrer, s.name AS sent_by, t.name AS told_by, n.name AS other, p.name, p.phone, p.hours,
                v.id AS service_id, v.name AS service, v.phone AS service_phone, v.hours AS service_hours,
                v.rules AS service_rules, v.edition, {OF_CASE} AS policy, c.amended_unread,
                (SELECT w.details FROM patients g JOIN patients w ON w.id = g.survivor_id
                 WHERE g.id = c.patient_id) AS details,
                ({}) AS unsent, ({}) AS unreached, ({SENT_BEFORE}) AS sent_before,
                (SELECT COUNT(*) FROM cases o WHERE (o.id = c.first_id OR o.first_id = COALESCE(c.first_id, c.id))
                 AND o.id <> c.id) AS others,
                (SELECT COUNT(*) FROM answers x WHERE x.case_id = c.id) AS answers,
                (SELECT COUNT(*) FROM answer_drafts x WHERE x.case_id = c.id) AS drafts,
                (SELECT COUNT(*) FROM answer_amendments x WHERE x.case_id = c.id) AS amendments,
                (SELECT COUNT(*) FROM messages x WHERE x.case_id = c.id) AS messages,
                (SELECT COUNT(*) FROM change_reports x WHERE x.case_id = c.id) AS changes,
                (SELECT COUNT(*) FROM photo_requests x WHERE x.case_id = c.id) AS links,
                (SELECT COUNT(*) FROM deliveries x WHERE x.case_id = c.id) AS texts,
                (SELECT COUNT(*) FROM appointments x WHERE x.case_id = c.id AND x.hub_visit_id IS NULL)
                    + (SELECT COUNT(*) FROM contacts x WHERE x.case_id = c.id) AS appointments,
                (SELECT COUNT(*) FROM conclusions x WHERE x.case_id = c.id) AS conclusions,
                (SELECT COUNT(*) FROM reviews x WHERE x.case_id = c.id) AS reviews,
                (SELECT COUNT(*) FROM hub_visits x WHERE x.case_id = c.id) AS visits,
                (SELECT COUNT(*) FROM monitoring_plans x WHERE x.case_id = c.id) AS plans
         FROM cases c JOIN accounts r ON r.id = c.referrer_id
              JOIN organisations p ON p.id = c.practice_id AND p.kind = 'practice'
              LEFT JOIN accounts s ON s.id = c.sent_by LEFT JOIN accounts t ON t.id = c.told_by
              LEFT JOIN accounts n ON n.id = $4 LEFT JOIN ({SERVICE} WHERE s.id = $3) v ON 1 = 1
         WHERE c.id = $2",
        unsent("c.id"),
        not_reached(),
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).bind(case.id.to_string());
    let query = query.bind(service.map(|id| id.to_string())).bind(other.map(|id| id.to_string()));
    let row: Option<Row> = query.fetch_optional(connection).await?;
    row.ok_or(Error::NotFound)?.try_into()
}
