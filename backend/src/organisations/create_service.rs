use domain::{ids::ServiceId, sla::ServiceRules, typed};

use crate::{
    Backend, Error,
    db::organisations::{Service, insert_service},
    templates,
};

/// Makes a service with what it promises, and gives it the built-in ready-made answers.
pub async fn create_service(b: &Backend, name: &str, rules: ServiceRules) -> Result<ServiceId, Error> {
    let now = b.clock().now();
    let id = ServiceId(b.ids().new_id(now));
    let mut tx = b.db().begin().await?;
    insert_service(&mut tx, &Service { id, name: typed::line(name), rules }).await?;
    templates::give_to(&mut tx, id, b.ids(), now).await?;
    tx.commit().await?;
    Ok(id)
}
