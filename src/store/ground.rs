//! Where a data file lies, as far as that decides how it can be written safely.

use std::path::Path;

/// What a file lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// A disk of this machine that nothing else looks after.
    Firm,
    /// A folder that some program copies while its files are open.
    Synced,
    /// A file system that is reached over the network, or through another program: neither
    /// shared memory nor locks can be relied on there.
    Remote,
    /// A small file system, whose blocks are smaller than a page of memory. Once it is full there
    /// may be no room for part of a page of the memory that a log is shared by, and the machine
    /// ends a program that touches it (SIGBUS): no error, and no terminal given back.
    Cramped,
}

/// How many bytes a page of memory has at least.
const PAGE: u64 = 4096;

impl Ground {
    /// What it is, in a few words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Ground::Firm => "a disk of this machine",
            Ground::Synced => "a folder that is copied while files are open",
            Ground::Remote => "a network drive, or one that another program provides",
            Ground::Cramped => "a disk with small blocks",
        }
    }

    /// Whether a log beside the file is safe: on other ground one whole file has to be found
    /// at any moment, and by machines that share no memory.
    pub(super) fn bears_a_log(self) -> bool {
        self == Ground::Firm
    }
}

/// What the file at `path` lies on.
pub(super) fn under(path: &Path) -> Ground {
    if is_synced(path) {
        Ground::Synced
    } else {
        beneath(path)
    }
}

/// Whether some program that copies files while they are open looks after this folder.
fn is_synced(path: &Path) -> bool {
    const KEEPERS: [&str; 16] = [
        "dropbox",
        "onedrive",
        "nextcloud",
        "owncloud",
        "google drive",
        "googledrive",
        "cloudstorage",     // where macOS keeps what others copy
        "mobile documents", // iCloud
        "icloud",
        "syncthing",
        "seafile",
        "pclouddrive",
        "proton drive",
        "megasync",
        "tresorit",
        "resilio",
    ];
    // What they leave in a folder of any name.
    const MARKS: [&str; 4] = [
        ".stfolder",
        ".dropbox.cache",
        ".nextcloudsync.log",
        ".owncloudsync.log",
    ];
    path.ancestors().skip(1).any(|folder| {
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().to_lowercase())
            .unwrap_or_default();
        KEEPERS.iter().any(|keeper| name.starts_with(keeper))
            || MARKS.iter().any(|mark| folder.join(mark).exists())
    })
}

/// What the file system at `path` is, as far as it says.
#[cfg(target_os = "linux")]
fn beneath(path: &Path) -> Ground {
    rustix::fs::statfs(path).map_or(Ground::Firm, |found| {
        of_kind(
            found.f_type as u32,
            u64::try_from(found.f_bsize).unwrap_or(PAGE),
        )
    })
}

/// The ground of a kind of file system with blocks of so many bytes.
#[cfg(target_os = "linux")]
fn of_kind(kind: u32, block: u64) -> Ground {
    if is_remote_kind(kind) {
        Ground::Remote
    } else if block < PAGE {
        Ground::Cramped
    } else {
        Ground::Firm
    }
}

/// Elsewhere kinds of file systems have no numbers that last.
#[cfg(not(target_os = "linux"))]
fn beneath(_: &Path) -> Ground {
    Ground::Firm
}

/// Whether a file system with this number, of those in statfs(2), is reached over the network
/// or through another program.
#[cfg(target_os = "linux")]
fn is_remote_kind(number: u32) -> bool {
    matches!(
        number,
        0x6969 // NFS
            | 0x517B // SMB
            | 0xFE53_4D42 // SMB 2
            | 0xFF53_4D42 // CIFS
            | 0x0102_1997 // 9P, of virtual machines and WSL
            | 0x6573_5546 // FUSE: sshfs, rclone, gocryptfs
            | 0x5346_414F // AFS
            | 0x6B41_4653 // kAFS
            | 0x7375_7245 // Coda
            | 0x564C // NCP
            | 0x00C3_6400 // Ceph
            | 0x0BD0_0BD0 // Lustre
            | 0x4750_4653 // GPFS
    )
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_reached_over_the_network_is_told_by_its_number() {
        for remote in [rustix::fs::NFS_SUPER_MAGIC as u32, 0xFF53_4D42, 0x6573_5546] {
            assert!(is_remote_kind(remote), "{remote:X}");
        }
        // ext4, btrfs, XFS, tmpfs, overlayfs, ZFS, proc.
        for own in [
            0xEF53,
            0x9123_683E,
            0x5846_5342,
            0x0102_1994,
            0x794C_7630,
            0x2FC1_2FC1,
            rustix::fs::PROC_SUPER_MAGIC as u32,
        ] {
            assert!(!is_remote_kind(own), "{own:X}");
        }
    }

    #[test]
    fn only_firm_ground_bears_a_log() {
        for (path, ground, log) in [
            ("/home/me/ties.db", Ground::Firm, true),
            ("/home/me/dropped/ties.db", Ground::Firm, true),
            ("/home/me/Dropbox/ties.db", Ground::Synced, false),
            ("/home/me/OneDrive - Work/a/ties.db", Ground::Synced, false),
            ("/home/me/ownCloud/ties.db", Ground::Synced, false),
            (
                "/Users/me/Library/CloudStorage/X/ties.db",
                Ground::Synced,
                false,
            ),
            (
                "/Users/me/Library/Mobile Documents/ties.db",
                Ground::Synced,
                false,
            ),
        ] {
            assert_eq!(under(Path::new(path)), ground, "{path}");
            assert_eq!(ground.bears_a_log(), log, "{path}");
        }
        for (kind, block, ground) in [
            (0xEF53, 4096, Ground::Firm),
            (0xEF53, 1024, Ground::Cramped),
            (0x6969, 1024, Ground::Remote),
        ] {
            assert_eq!(of_kind(kind, block), ground, "{kind:X} with {block}");
            assert_eq!(ground.bears_a_log(), ground == Ground::Firm);
        }
    }
}
