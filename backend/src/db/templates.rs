use domain::{
    ids::{ServiceId, TemplateId},
    policy::usual_safety_net,
    view::TemplateView,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, parse};
use crate::Error;

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    outcome: String,
    title: String,
    advice: String,
    safety_net: String,
}

impl TryFrom<Row> for TemplateView {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id, "template")?,
            outcome: parse(&row.outcome, "outcome")?,
            title: row.title,
            advice: row.advice,
            safety_net: row.safety_net,
        })
    }
}

pub(crate) async fn of_service(connection: &mut AnyConnection, service: ServiceId) -> Result<Vec<TemplateView>, Error> {
    let sql = "SELECT id, outcome, title, advice, own_safety_net AS safety_net FROM templates WHERE service_id = $1
               ORDER BY outcome, title, id";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(service.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(TemplateView::try_from).collect()
}

/// Writes a service's template, new or changed. False when its id is another service's.
pub(crate) async fn save(
    tx: &mut Tx,
    service: ServiceId,
    id: TemplateId,
    template: &TemplateView,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        // The column of diagnoses is from when templates had one: a ready-made diagnosis is sent unread. safety_net is
        // for the version before, which has no words of the service's to go by.
        "INSERT INTO templates (id, service_id, outcome, title, diagnosis, advice, own_safety_net, changed_at, safety_net)
         VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, title = excluded.title,
             diagnosis = '', advice = excluded.advice, own_safety_net = excluded.own_safety_net,
             safety_net = CASE WHEN excluded.own_safety_net = '' THEN templates.safety_net ELSE excluded.own_safety_net END,
             changed_at = excluded.changed_at
         WHERE templates.service_id = excluded.service_id",
    )
    .bind(id.to_string())
    .bind(service.to_string())
    .bind(template.outcome.as_str())
    .bind(&template.title)
    .bind(&template.advice)
    .bind(&template.safety_net)
    .bind(now.as_millisecond())
    .bind(if template.safety_net.is_empty() { usual_safety_net(template.outcome) } else { &template.safety_net })
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
