use backend::{Backend, delivery};

use crate::start::StartError;

/// Sends a mail to see whether mail leaves, and says how that went.
pub(crate) async fn run(backend: &Backend, to: &str) -> Result<(), StartError> {
    match delivery::try_mail(backend, to).await? {
        delivery::Tried::Sent => {
            println!("A mail server has taken it.");
            Ok(())
        }
        delivery::Tried::Waits(reason) => Err(StartError::MailWaits(reason)),
        delivery::Tried::Failed(reason) => Err(StartError::MailFailed(reason)),
        delivery::Tried::NoChannel => Err(StartError::NoMail),
    }
}
