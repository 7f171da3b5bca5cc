//! The core of the real server over HTTP on loopback: its four routes, as the server's own
//! program answers them, and what can befall a request on its way.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, JoinHandle};

use taskchampion_sync_server_core::{
    AddVersionResult, GetVersionResult, InMemoryStorage, NIL_VERSION_ID, Server, ServerConfig,
    ServerError, SnapshotUrgency,
};
use uuid::Uuid;

const SEGMENT: &str = "application/vnd.taskchampion.history-segment";
const SNAPSHOT: &str = "application/vnd.taskchampion.snapshot";

/// The routes, by what their paths have in them.
pub const CHILD: &str = "/get-child-version/";
pub const ADD: &str = "/add-version/";
pub const KEEP: &str = "/add-snapshot/";
pub const TAKE: &str = "/snapshot";

/// What befalls a request.
pub enum Trouble {
    /// It is answered with this status, and nothing is done.
    Says(u16),
    /// It is answered with these bytes, and nothing is done.
    Rubbish(&'static str),
    /// The connection ends in the middle of what is asked, and nothing is done.
    CutsRequest,
    /// It is done, and the connection ends before the last byte of the answer.
    CutsAnswer,
    /// It is done, and somebody changes a byte of what is answered.
    Changes,
    /// It is never answered, and the connection stays open.
    Silence,
    /// Something else is done before it.
    After(Box<dyn FnOnce() + Send>),
}

/// A server that is there until it goes.
pub struct Served {
    address: SocketAddr,
    state: Arc<State>,
    listening: Option<JoinHandle<()>>,
}

struct State {
    config: fn() -> ServerConfig,
    server: Mutex<Arc<Server>>,
    /// Befalls the next request of a route.
    troubles: Mutex<Vec<(&'static str, Trouble)>>,
    /// Everything that was sent to it.
    heard: Mutex<Vec<u8>>,
    /// The routes that were asked for.
    paths: Mutex<Vec<String>>,
    /// Connections that are never answered.
    held: Mutex<Vec<TcpStream>>,
    only: Mutex<Option<Uuid>>,
    /// Versions whose followers it has no more, and does not say that it had.
    dropped: Mutex<Vec<Uuid>>,
    is_over: AtomicBool,
}

struct Request {
    path: String,
    client: Option<Uuid>,
    content_type: String,
    body: Vec<u8>,
}

struct Answer {
    status: u16,
    heads: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Served {
    pub fn new() -> Served {
        Served::with(ServerConfig::default)
    }

    pub fn with(config: fn() -> ServerConfig) -> Served {
        let state = Arc::new(State {
            config,
            server: Mutex::new(empty(config)),
            troubles: Mutex::default(),
            heard: Mutex::default(),
            paths: Mutex::default(),
            held: Mutex::default(),
            only: Mutex::default(),
            dropped: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let mut served = Served {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            state,
            listening: None,
        };
        served.come();
        served
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Listens, at the same address as before.
    pub fn come(&mut self) {
        let listener = TcpListener::bind(self.address).unwrap();
        self.address = listener.local_addr().unwrap();
        self.state.is_over.store(false, Ordering::SeqCst);
        let state = Arc::clone(&self.state);
        self.listening = Some(thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if state.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&state);
                // Whoever asks may go in the middle.
                thread::spawn(move || state.answer(stream).unwrap_or_default());
            }
        }));
    }

    /// Listens no more: who asks is refused.
    pub fn go(&mut self) {
        self.state.is_over.store(true, Ordering::SeqCst);
        if let Some(listening) = self.listening.take() {
            // It looks up when somebody comes.
            drop(TcpStream::connect(self.address));
            listening.join().unwrap();
        }
        lock(&self.state.held).clear();
    }

    /// What befalls the next request of a route; what was said before is over.
    pub fn trouble(&self, route: &'static str, trouble: Trouble) {
        *lock(&self.state.troubles) = vec![(route, trouble)];
    }

    /// Whether what was to befall a request has done so.
    pub fn is_through(&self) -> bool {
        lock(&self.state.troubles).is_empty()
    }

    /// Answers nobody but this one.
    pub fn only(&self, client: Option<Uuid>) {
        *lock(&self.state.only) = client;
    }

    /// Forgets everything, as one does that was made anew.
    pub fn forget(&self) {
        *lock(&self.state.server) = empty(self.state.config);
    }

    /// Has no more what follows these versions, as TaskChampion empties a bucket of what a
    /// snapshot has long held: who asks for it is told what one is told who asks for what comes
    /// after the latest.
    pub fn drop_after(&self, parents: &[Uuid]) {
        *lock(&self.state.dropped) = parents.to_vec();
    }

    /// Everything that was sent to it so far.
    pub fn heard(&self) -> Vec<u8> {
        lock(&self.state.heard).clone()
    }

    /// How often a route was asked for so far.
    pub fn asked(&self, route: &str) -> usize {
        let paths = lock(&self.state.paths);
        paths.iter().filter(|path| path.contains(route)).count()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.go();
    }
}

fn empty(config: fn() -> ServerConfig) -> Arc<Server> {
    Arc::new(Server::new(config(), InMemoryStorage::new()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a future comes to that waits for nothing.
fn done<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

impl State {
    fn answer(&self, stream: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream);
        let (head, length) = head(&mut reader)?;
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let trouble = {
            let mut troubles = lock(&self.troubles);
            let at = troubles.iter().position(|(route, _)| path.contains(route));
            at.map(|at| troubles.remove(at).1)
        };
        if matches!(trouble, Some(Trouble::CutsRequest)) {
            // Half of it is read, and the other half never.
            io::copy(&mut reader.by_ref().take(length / 2), &mut io::sink())?;
            return Ok(());
        }
        let mut body = vec![0; usize::try_from(length).unwrap()];
        reader.read_exact(&mut body)?;
        let mut stream = reader.into_inner();
        lock(&self.paths).push(path.clone());
        {
            let mut heard = lock(&self.heard);
            heard.extend(head.as_bytes());
            heard.extend(&body);
        }
        let named = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            let found = lines.find(|(is, _)| is.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim().to_owned())
        };
        let request = Request {
            path,
            client: named("x-client-id").and_then(|text| Uuid::try_parse(&text).ok()),
            content_type: named("content-type").unwrap_or_default(),
            body,
        };
        match trouble {
            None | Some(Trouble::CutsRequest) => stream.write_all(&self.done(&request).bytes()),
            Some(Trouble::Says(status)) => stream.write_all(&says(status).bytes()),
            Some(Trouble::Rubbish(bytes)) => stream.write_all(bytes.as_bytes()),
            Some(Trouble::CutsAnswer) => {
                let bytes = self.done(&request).bytes();
                stream.write_all(&bytes[..bytes.len() - 1])
            }
            Some(Trouble::Changes) => {
                let mut answer = self.done(&request);
                *answer.body.last_mut().unwrap() ^= 1;
                stream.write_all(&answer.bytes())
            }
            Some(Trouble::Silence) => {
                lock(&self.held).push(stream);
                Ok(())
            }
            Some(Trouble::After(first)) => {
                first();
                stream.write_all(&self.done(&request).bytes())
            }
        }
    }

    /// Does what is asked, as the server's own program does it.
    fn done(&self, request: &Request) -> Answer {
        let Some(client) = request.client else {
            return says(400);
        };
        if lock(&self.only).is_some_and(|only| only != client) {
            return says(403);
        }
        let server = Arc::clone(&lock(&self.server));
        let version = request.path.rsplit('/').next().map(Uuid::try_parse);
        let route = request.path.strip_prefix("/v1/client").unwrap_or_default();
        let answer = match (route, version) {
            (TAKE, _) => snapshot(&server, client),
            (route, Some(Ok(version))) if route.starts_with(CHILD) => {
                match lock(&self.dropped).contains(&version) {
                    true => Ok(says(404)),
                    false => child(&server, client, version),
                }
            }
            (route, Some(Ok(version))) if route.starts_with(ADD) => {
                add(&server, client, version, request)
            }
            (route, Some(Ok(version))) if route.starts_with(KEEP) => {
                keep(&server, client, version, request)
            }
            _ => Ok(says(404)),
        };
        answer.unwrap_or_else(|error| match error {
            ServerError::NoSuchClient => says(404),
            ServerError::Other(_) => says(500),
        })
    }
}

fn child(server: &Server, client: Uuid, parent: Uuid) -> Result<Answer, ServerError> {
    Ok(match done(server.get_child_version(client, parent))? {
        GetVersionResult::Success {
            version_id,
            parent_version_id,
            history_segment,
        } => Answer {
            status: 200,
            heads: vec![
                ("Content-Type", SEGMENT.to_owned()),
                ("X-Version-Id", version_id.to_string()),
                ("X-Parent-Version-Id", parent_version_id.to_string()),
            ],
            body: history_segment,
        },
        GetVersionResult::NotFound => says(404),
        GetVersionResult::Gone => says(410),
    })
}

fn add(
    server: &Server,
    client: Uuid,
    parent: Uuid,
    request: &Request,
) -> Result<Answer, ServerError> {
    if request.content_type != SEGMENT || request.body.is_empty() {
        return Ok(says(400));
    }
    let added = match done(server.add_version(client, parent, request.body.clone())) {
        Err(ServerError::NoSuchClient) => {
            let mut transaction = done(server.txn(client))?;
            done(transaction.new_client(NIL_VERSION_ID))?;
            done(transaction.commit())?;
            drop(transaction);
            done(server.add_version(client, parent, request.body.clone()))
        }
        other => other,
    };
    let mut answer = says(200);
    match added? {
        (AddVersionResult::Ok(version), urgency) => {
            answer.heads.push(("X-Version-Id", version.to_string()));
            let urgency = match urgency {
                SnapshotUrgency::None => None,
                SnapshotUrgency::Low => Some("urgency=low"),
                SnapshotUrgency::High => Some("urgency=high"),
            };
            let urgency = urgency.map(|text| ("X-Snapshot-Request", text.to_owned()));
            answer.heads.extend(urgency);
        }
        (AddVersionResult::ExpectedParentVersion(latest), _) => {
            answer.status = 409;
            let head = ("X-Parent-Version-Id", latest.to_string());
            answer.heads.push(head);
        }
    }
    Ok(answer)
}

fn keep(
    server: &Server,
    client: Uuid,
    version: Uuid,
    request: &Request,
) -> Result<Answer, ServerError> {
    if request.content_type != SNAPSHOT || request.body.is_empty() {
        return Ok(says(400));
    }
    done(server.add_snapshot(client, version, request.body.clone()))?;
    Ok(says(200))
}

fn snapshot(server: &Server, client: Uuid) -> Result<Answer, ServerError> {
    Ok(match done(server.get_snapshot(client))? {
        Some((version, body)) => Answer {
            status: 200,
            heads: vec![
                ("Content-Type", SNAPSHOT.to_owned()),
                ("X-Version-Id", version.to_string()),
            ],
            body,
        },
        None => says(404),
    })
}

fn says(status: u16) -> Answer {
    Answer {
        status,
        heads: Vec::new(),
        body: Vec::new(),
    }
}

impl Answer {
    fn bytes(&self) -> Vec<u8> {
        let mut text = format!(
            "HTTP/1.1 {} It is so\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.status,
            self.body.len()
        );
        for (name, value) in &self.heads {
            text += &format!("{name}: {value}\r\n");
        }
        text += "\r\n";
        [text.as_bytes(), &self.body].concat()
    }
}

/// The lines before the body, and how long that is.
fn head(reader: &mut BufReader<TcpStream>) -> io::Result<(String, u64)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let small = head.to_lowercase();
    let length = small
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length = length.map_or(Ok(0), |text| text.trim().parse());
    Ok((head, length.map_err(io::Error::other)?))
}
