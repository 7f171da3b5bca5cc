//! `ties encrypt`, `decrypt` and `rekey`: the key of the data file.

#[cfg(not(feature = "encryption"))]
pub(super) use without::{decrypt, encrypt, rekey};

#[cfg(feature = "encryption")]
pub(super) use with::{decrypt, encrypt, rekey};

#[cfg(not(feature = "encryption"))]
mod without {
    use super::super::args::{Encrypt, Rekey};
    use super::super::failure::{Exit, Failure};
    use super::super::session::Session;
    use crate::store;

    pub(in crate::cli) fn encrypt(_: &Encrypt, session: &Session) -> Result<(), Failure> {
        decrypt(session)
    }

    pub(in crate::cli) fn rekey(_: &Rekey, session: &Session) -> Result<(), Failure> {
        decrypt(session)
    }

    /// Says which build can.
    pub(in crate::cli) fn decrypt(session: &Session) -> Result<(), Failure> {
        Err(Failure::new(
            Exit::Key,
            format_args!(
                "this ties was built without encryption; {} was left as it is; {}",
                session.paths.db.display(),
                store::BUILD
            ),
        ))
    }
}

#[cfg(feature = "encryption")]
mod with {
    use super::super::args::{Encrypt, Rekey};
    use super::super::failure::Failure;
    use super::super::print;
    use super::super::session::Session;
    use crate::store;

    /// Encrypts the data file, and names the copies of it that are not.
    pub(in crate::cli) fn encrypt(args: &Encrypt, session: &Session) -> Result<(), Failure> {
        let db = &session.paths.db;
        if !args.remove_plain_backups || !store::is_encrypted(db) {
            store::encrypt(db, session.clock)?;
            print::say(&format!(
                "encrypted {}; nobody opens it without the passphrase, you neither: keep that \
                 safe",
                db.display()
            ));
        }
        let plain = store::plain_backups(db);
        if plain.is_empty() {
            return Ok(());
        }
        if args.remove_plain_backups || wants_them_gone(plain.len()) {
            let removed = store::remove_plain_backups(db, session.clock)?;
            print::say(&format!(
                "removed {} that {} not encrypted, after a new one that is; a disk may keep \
                 traces of them",
                backups(removed.len()),
                if removed.len() == 1 { "was" } else { "were" }
            ));
            return Ok(());
        }
        for backup in &plain {
            print::say(&format!("not encrypted: {}", backup.display()));
        }
        print::say(&format!(
            "{} from before {}; `{} encrypt --remove-plain-backups` removes such",
            backups(plain.len()),
            if plain.len() == 1 { "stays" } else { "stay" },
            session.command()
        ));
        Ok(())
    }

    /// Makes the encrypted data file a plain one.
    pub(in crate::cli) fn decrypt(session: &Session) -> Result<(), Failure> {
        let db = &session.paths.db;
        store::decrypt(db, session.clock)?;
        print::say(&format!(
            "{} is not encrypted any more; its older backups are",
            db.display()
        ));
        Ok(())
    }

    /// Gives the encrypted data file another key.
    pub(in crate::cli) fn rekey(args: &Rekey, session: &Session) -> Result<(), Failure> {
        let db = &session.paths.db;
        store::rekey(db, &args.command, session.clock)?;
        print::say(&format!(
            "{} opens with the new passphrase; its older backups open with the old one",
            db.display()
        ));
        Ok(())
    }

    fn wants_them_gone(plain: usize) -> bool {
        print::can_ask()
            && print::ask(&format!(
                "{} from before can be read by whoever gets hold of them. Remove them? y or n:",
                backups(plain)
            ))
            .is_some_and(|answer| ["y", "yes"].contains(&answer.to_lowercase().as_str()))
    }

    fn backups(count: usize) -> String {
        match count {
            1 => "1 backup".to_owned(),
            many => format!("{many} backups"),
        }
    }
}
