package io.github.tracingstarter.export.grpc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS on a connection. The certificate must be valid for the host, and both sides must
 * agree on HTTP/2.
 */
final class TlsWire implements Wire {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final Wire wire;

	private final SSLEngine engine;

	/** Encrypted bytes from the peer, in read mode, like the next two buffers. */
	private ByteBuffer received;

	/** Decrypted bytes from the peer. */
	private ByteBuffer decrypted;

	/** Encrypted bytes to the peer. */
	private ByteBuffer encrypted;

	private TlsWire(Wire wire, SSLEngine engine) {
		this.wire = wire;
		this.engine = engine;
		this.received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
		this.decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
		this.encrypted = ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
	}

	static TlsWire connect(Wire wire, SSLContext context, String host, int port, long deadline) throws IOException {
		SSLEngine engine = context.createSSLEngine(host, port);
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		parameters.setApplicationProtocols(new String[] { "h2" });
		engine.setSSLParameters(parameters);
		TlsWire secured = new TlsWire(wire, engine);
		secured.handshake(deadline);
		return secured;
	}

	private void handshake(long deadline) throws IOException {
		this.engine.beginHandshake();
		while (true) {
			switch (this.engine.getHandshakeStatus()) {
				case NEED_TASK -> runTasks();
				case NEED_WRAP -> {
					wrap(NOTHING);
					while (!flush()) {
						this.wire.await(true, deadline);
					}
				}
				case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
					int count = unwrap();
					if (count < 0) {
						throw new SSLException("it closes the connection during the TLS handshake");
					}
					if (count == 0 && this.engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
						this.wire.await(false, deadline);
					}
				}
				default -> {
					if (!"h2".equals(this.engine.getApplicationProtocol())) {
						throw new NotGrpcException(NotGrpcException.Peer.TLS_WITHOUT_HTTP2,
								"it does not offer HTTP/2, which gRPC needs");
					}
					return;
				}
			}
		}
	}

	private void runTasks() {
		Runnable task = this.engine.getDelegatedTask();
		while (task != null) {
			task.run();
			task = this.engine.getDelegatedTask();
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		while (!this.decrypted.hasRemaining()) {
			int count = unwrap();
			if (count <= 0) {
				return count;
			}
			if (!obey()) {
				return 0;
			}
		}
		int length = Math.min(target.remaining(), this.decrypted.remaining());
		target.put(this.decrypted.slice(this.decrypted.position(), length));
		this.decrypted.position(this.decrypted.position() + length);
		return length;
	}

	/**
	 * Takes one step with the received bytes.
	 * @return above 0 if another step may be possible, 0 if more bytes are needed, -1 at
	 * the end
	 */
	private int unwrap() throws IOException {
		this.decrypted.clear();
		SSLEngineResult result;
		try {
			result = this.engine.unwrap(this.received, this.decrypted);
		}
		finally {
			this.decrypted.flip();
		}
		return switch (result.getStatus()) {
			case CLOSED -> -1;
			case BUFFER_OVERFLOW -> {
				this.decrypted = ByteBuffer.allocate(2 * this.decrypted.capacity()).flip();
				yield 1;
			}
			case BUFFER_UNDERFLOW -> receive();
			case OK -> 1;
		};
	}

	/**
	 * Performs the actions that the engine requests after the handshake, such as a
	 * response to new keys.
	 * @return whether reading can continue
	 */
	private boolean obey() throws IOException {
		HandshakeStatus status = this.engine.getHandshakeStatus();
		if (status == HandshakeStatus.NEED_TASK) {
			runTasks();
		}
		else if (status == HandshakeStatus.NEED_WRAP) {
			if (!flush()) {
				return false;
			}
			wrap(NOTHING);
			flush();
		}
		return true;
	}

	private int receive() throws IOException {
		this.received.compact();
		try {
			if (!this.received.hasRemaining()) {
				ByteBuffer larger = ByteBuffer.allocate(2 * this.received.capacity());
				larger.put(this.received.flip());
				this.received = larger;
			}
			return this.wire.read(this.received);
		}
		finally {
			this.received.flip();
		}
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int before = source.remaining();
		while (source.hasRemaining() && flush()) {
			wrap(source);
		}
		flush();
		return before - source.remaining();
	}

	private void wrap(ByteBuffer source) throws IOException {
		this.encrypted.clear();
		SSLEngineResult result;
		try {
			result = this.engine.wrap(source, this.encrypted);
		}
		finally {
			this.encrypted.flip();
		}
		switch (result.getStatus()) {
			case CLOSED -> throw new EOFException("TLS was closed");
			case BUFFER_OVERFLOW -> this.encrypted = ByteBuffer.allocate(2 * this.encrypted.capacity()).flip();
			default -> {
				if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
					runTasks();
				}
			}
		}
	}

	@Override
	public boolean flush() throws IOException {
		while (this.encrypted.hasRemaining()) {
			if (this.wire.write(this.encrypted) == 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void await(boolean write, long deadline) throws IOException {
		this.wire.await(write, deadline);
	}

	@Override
	public void close() {
		try {
			// So that the peer does not take the end for a truncation attack.
			this.engine.closeOutbound();
			if (flush()) {
				wrap(NOTHING);
				flush();
			}
		}
		catch (IOException | RuntimeException ex) {
			// The connection is closed anyway.
		}
		this.wire.close();
	}

}
