use domain::view::DemoAccount;

use crate::{Backend, Error, demo};

/// The accounts that a demonstration's sign-in page offers; none outside a demonstration.
pub async fn demo_accounts(b: &Backend) -> Result<Vec<DemoAccount>, Error> {
    Ok(if b.settings().demonstration { demo::people::accounts() } else { Vec::new() })
}
