package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.Selector;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * Makes unary calls to a gRPC server, one after another, on a connection that is kept
 * open. It has no thread of its own. The calling thread sends and receives, so every wait
 * is bounded.
 */
public final class GrpcClient {

	/** Maximum idle time, after which an intermediary may have dropped the connection. */
	private static final Duration LONGEST_IDLE = Duration.ofMinutes(3);

	/** Headers that the application cannot set, because HTTP/2 does not have them. */
	private static final Set<String> RESERVED = Set.of("connection", "content-length", "content-type", "host",
			"keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade");

	private final GrpcTarget target;

	private final ReentrantLock calls = new ReentrantLock();

	private volatile boolean shutdown;

	private volatile @Nullable Selector selector;

	private @Nullable Http2Connection connection;

	/**
	 * Creates a client. It connects with the first call.
	 * @param target the server
	 */
	public GrpcClient(GrpcTarget target) {
		this.target = target;
	}

	/**
	 * Makes a call and waits for the response.
	 * @param method the service and method: {@code package.Service/Method}
	 * @param headers additional headers
	 * @param message the message to send
	 * @return the response of the server, which may be an error
	 * @throws SocketTimeoutException if it did not respond in time
	 * @throws ConnectException if there is no server
	 * @throws NotGrpcException if the server does not speak gRPC
	 * @throws IOException if there is no response for another reason
	 */
	public GrpcAnswer call(String method, Map<String, String> headers, GrpcMessage message) throws IOException {
		long deadline = Deadline.in(this.target.timeout());
		lock(deadline);
		try {
			return call(HpackEncoder.encode(headers(method, headers)), message, deadline);
		}
		finally {
			if (this.shutdown) {
				close();
			}
			this.calls.unlock();
			closeIfShutDown(0);
		}
	}

	private void lock(long deadline) throws IOException {
		try {
			if (!this.calls.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				throw new SocketTimeoutException("it does not respond in time");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("the export was interrupted");
		}
	}

	private GrpcAnswer call(byte[] headers, GrpcMessage message, long deadline) throws IOException {
		Http2Connection kept = this.connection;
		if (kept != null && kept.isUsable(LONGEST_IDLE)) {
			GrpcAnswer answer = callOnKept(kept, headers, message, deadline);
			if (answer != null) {
				return answer;
			}
		}
		Http2Stream called = null;
		for (int attempt = 0; attempt < 2; attempt++) {
			Http2Connection opened = connect(deadline);
			called = callOn(opened, headers, message, deadline);
			if (!called.isRefused() && !opened.isIgnored(called)) {
				return answer(called);
			}
		}
		throw new IOException((called != null && called.isRefused()) ? "it refuses requests (REFUSED_STREAM)"
				: "it closes the connection without processing a request");
	}

	/**
	 * Makes a call on an existing connection, which may have been closed in the meantime.
	 * That is not a failure of this call.
	 * @return the response, or null if the server has not processed the request
	 */
	private @Nullable GrpcAnswer callOnKept(Http2Connection kept, byte[] headers, GrpcMessage message, long deadline)
			throws IOException {
		Http2Stream called;
		try {
			called = callOn(kept, headers, message, deadline);
		}
		catch (SocketTimeoutException | Http2Exception ex) {
			throw ex;
		}
		catch (IOException ex) {
			if (this.shutdown || Thread.currentThread().isInterrupted() || kept.isAnswered()) {
				throw ex;
			}
			return null;
		}
		return (called.isRefused() || kept.isIgnored(called)) ? null : answer(called);
	}

	private Http2Stream callOn(Http2Connection on, byte[] headers, GrpcMessage message, long deadline)
			throws IOException {
		boolean done = false;
		try {
			Http2Stream called = on.call(headers, message, deadline);
			done = !on.isIgnored(called);
			return called;
		}
		finally {
			if (!done) {
				close();
			}
		}
	}

	private static GrpcAnswer answer(Http2Stream called) throws IOException {
		GrpcAnswer answer = called.answer();
		if (answer == null) {
			throw new IOException(called.resetReason());
		}
		return answer;
	}

	private List<HpackHeader> headers(String method, Map<String, String> more) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(":method", "POST");
		headers.put(":scheme", this.target.isSecure() ? "https" : "http");
		headers.put(":path", method.startsWith("/") ? method : "/" + method);
		headers.put(":authority", this.target.authority());
		headers.put("content-type", "application/grpc");
		headers.put("te", "trailers");
		more.forEach((name, value) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (lower.equals("host")) {
				headers.put(":authority", value);
			}
			else if (!RESERVED.contains(lower) && !lower.startsWith(":")) {
				headers.put(lower, value);
			}
		});
		return headers.entrySet().stream().map((entry) -> new HpackHeader(entry.getKey(), entry.getValue())).toList();
	}

	private Http2Connection connect(long deadline) throws IOException {
		close();
		Selector waiting = selector();
		if (this.shutdown) {
			throw new IOException("the exporter was shut down");
		}
		Wire wire = connectTcp(waiting, deadline);
		try {
			long settled = Deadline.earlier(deadline, Deadline.in(this.target.connectTimeout()));
			if (this.target.isSecure()) {
				wire = TlsWire.connect(wire, sslContext(), this.target.host(), this.target.port(), settled);
			}
			Http2Connection opened = Http2Connection.open(wire, settled);
			this.connection = opened;
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			wire.close();
			throw ex;
		}
	}

	/**
	 * Connects to the first address of the host that answers, or to the proxy for it.
	 */
	private TcpWire connectTcp(Selector waiting, long deadline) throws IOException {
		InetSocketAddress proxy = this.target.isSecure() ? HttpTunnel.proxyFor(this.target) : null;
		String host = (proxy != null) ? proxy.getHostString() : this.target.host();
		int port = (proxy != null) ? proxy.getPort() : this.target.port();
		IOException failure = new ConnectException("its host has no address");
		List<IOException> others = new ArrayList<>();
		for (InetAddress address : InetAddress.getAllByName(host)) {
			try {
				TcpWire wire = TcpWire.connect(new InetSocketAddress(address, port), this.target.connectTimeout(),
						deadline, waiting, () -> this.shutdown);
				if (proxy != null) {
					HttpTunnel.open(wire, this.target, deadline);
				}
				return wire;
			}
			catch (IOException ex) {
				others.add(ex);
				failure = ex;
			}
		}
		others.stream().filter((other) -> other != others.get(others.size() - 1)).forEach(failure::addSuppressed);
		throw failure;
	}

	private SSLContext sslContext() throws IOException {
		SSLContext context = this.target.sslContext().get();
		try {
			return (context != null) ? context : SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IOException(ex);
		}
	}

	private Selector selector() throws IOException {
		Selector opened = this.selector;
		if (opened == null) {
			opened = Selector.open();
			this.selector = opened;
		}
		return opened;
	}

	private void close() {
		Http2Connection open = this.connection;
		this.connection = null;
		if (open != null) {
			open.close();
		}
	}

	/**
	 * Closes the connection for good and aborts a call. For any thread.
	 */
	public void shutdown() {
		this.shutdown = true;
		Selector waiting = this.selector;
		if (waiting != null) {
			waiting.wakeup();
		}
		closeIfShutDown(100);
	}

	/**
	 * Closes the connection if the client has been shut down. Normally the calling thread
	 * does so; this is for the case that there is no call, or that it checked too early.
	 */
	private void closeIfShutDown(long millis) {
		try {
			if (this.shutdown && this.calls.tryLock(millis, TimeUnit.MILLISECONDS)) {
				try {
					close();
					Selector waiting = this.selector;
					if (waiting != null) {
						waiting.close();
					}
				}
				finally {
					this.calls.unlock();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			// Nothing else can be done.
		}
	}

	@Override
	public String toString() {
		return "GrpcClient[" + this.target.authority() + "]";
	}

}
