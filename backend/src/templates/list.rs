use domain::{access::Actor, role::Capability, view::TemplateView};

use crate::{Backend, Error, db};

/// The ready-made answers of the asker's service.
pub async fn list(b: &Backend, actor: &Actor) -> Result<Vec<TemplateView>, Error> {
    actor.can(Capability::Assess)?;
    let service = actor.service()?;
    db::templates::of_service(&mut *b.db().read().await?, service).await
}
