package io.github.tracingstarter.export.grpc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * A peer that does on each connection what a test specifies, right or wrong.
 */
final class ScriptedPeer implements AutoCloseable {

	static final int END_STREAM = 1;

	static final int END_HEADERS = 4;

	/** {@code :status: 200}, {@code content-type: application/grpc}. */
	static final String OK_HEADERS = "88" + "5f10" + hex("application/grpc");

	/** {@code grpc-status: 0}. */
	static final String OK_TRAILERS = "000b" + hex("grpc-status") + "01" + hex("0");

	private final ServerSocket server;

	private final Iterator<Script> scripts;

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private volatile int connections;

	ScriptedPeer(Script... scripts) throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.scripts = List.of(scripts).iterator();
		Thread thread = new Thread(this::run, "scripted-peer");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	int connections() {
		return this.connections;
	}

	List<Throwable> failures() {
		return this.failures;
	}

	private void run() {
		while (this.scripts.hasNext() && !this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				this.connections++;
				socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
				this.scripts.next().run(new Connection(socket));
			}
			catch (EOFException | SocketException ex) {
				// The client went away, or the test is over.
			}
			catch (Throwable ex) {
				this.failures.add(ex);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * What a peer does on a connection.
	 */
	interface Script {

		void run(Connection connection) throws Exception;

	}

	/**
	 * The peer's side of a connection.
	 */
	static final class Connection {

		private final Socket socket;

		private final DataInputStream in;

		private final DataOutputStream out;

		Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(socket.getInputStream());
			this.out = new DataOutputStream(socket.getOutputStream());
		}

		Socket socket() {
			return this.socket;
		}

		/**
		 * Begins like an HTTP/2 server.
		 * @param settings pairs of six bytes in hexadecimal digits
		 */
		Connection begin(String... settings) throws IOException {
			byte[] preface = this.in.readNBytes(24);
			if (preface.length < 24 || !new String(preface, StandardCharsets.US_ASCII).startsWith("PRI * HTTP/2.0")) {
				throw new IllegalStateException("no preface: " + Arrays.toString(preface));
			}
			return frame(4, 0, 0, String.join("", settings));
		}

		Connection frame(int type, int flags, int stream, String payload) throws IOException {
			byte[] bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
			this.out.writeInt(bytes.length << 8 | type);
			this.out.writeByte(flags);
			this.out.writeInt(stream);
			this.out.write(bytes);
			this.out.flush();
			return this;
		}

		Connection raw(byte[] bytes) throws IOException {
			this.out.write(bytes);
			this.out.flush();
			return this;
		}

		/**
		 * Answers a call successfully.
		 */
		Connection answer(int stream) throws IOException {
			frame(1, END_HEADERS, stream, OK_HEADERS);
			frame(0, 0, stream, "0000000000");
			return frame(1, END_HEADERS | END_STREAM, stream, OK_TRAILERS);
		}

		Frame read() throws IOException {
			int head = this.in.readInt();
			int flags = this.in.readUnsignedByte();
			int stream = this.in.readInt();
			return new Frame(head & 0xFF, flags, stream, this.in.readNBytes(head >>> 8));
		}

		/**
		 * Reads up to a frame of a type.
		 */
		Frame await(int type) throws IOException {
			Frame frame = read();
			while (frame.type() != type) {
				frame = read();
			}
			return frame;
		}

		/**
		 * Reads a request to its end.
		 * @return the number of bytes of its body
		 */
		int readRequest() throws IOException {
			int length = 0;
			while (true) {
				Frame frame = read();
				if (frame.type() == 0) {
					length += frame.payload().length;
				}
				if (frame.type() <= 1 && (frame.flags() & END_STREAM) != 0) {
					return length;
				}
			}
		}

	}

	record Frame(int type, int flags, int stream, byte[] payload) {

		String hex() {
			return HexFormat.of().formatHex(this.payload);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

}
