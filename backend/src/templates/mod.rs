//! Ready-made answers: each service keeps its own, starting from built-in ones.

mod built_in;

pub(crate) use built_in::give_to;
use domain::{access::Actor, audit::Access, case::Problem, ids::TemplateId, role::Capability, view::TemplateView};

use crate::{Backend, Error, audit, db};

/// The ready-made answers of the asker's service.
pub async fn list(b: &Backend, actor: &Actor) -> Result<Vec<TemplateView>, Error> {
    actor.can(Capability::Assess)?;
    let service = actor.service()?;
    db::templates::of_service(&mut *b.db().read().await?, service).await
}

/// The longest text of a template, in characters.
const LONGEST: usize = 4_000;

/// Keeps a ready-made answer of the specialist's service. A nil id (all zeros) makes a new one.
pub async fn save(b: &Backend, actor: &Actor, template: TemplateView) -> Result<TemplateId, Error> {
    actor.can(Capability::Answer)?;
    let service = actor.service()?;
    let problems = problems(&template);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let now = b.clock().now();
    let id = if template.id.0.is_nil() { TemplateId(b.ids().new_id(now)) } else { template.id };
    let mut tx = b.db().begin().await?;
    if !db::templates::save(&mut tx, service, id, &template, now).await? {
        return Err(Error::Denied);
    }
    tx.commit().await?;
    audit::record(b, Some(actor), None, Access::TemplateSaved { template: id });
    Ok(id)
}

fn problems(template: &TemplateView) -> Vec<Problem> {
    let mut problems = Vec::new();
    if template.title.trim().is_empty() {
        problems.push(Problem { field: "title".into(), message: "Enter a title".into() });
    }
    for (field, text) in
        [("title", &template.title), ("advice", &template.advice), ("safety_net", &template.safety_net)]
    {
        if text.chars().count() > LONGEST {
            problems.push(Problem { field: field.into(), message: format!("Use {LONGEST} characters or fewer") });
        }
    }
    problems
}
