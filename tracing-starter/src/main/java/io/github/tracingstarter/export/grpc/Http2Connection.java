package io.github.tracingstarter.export.grpc;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.tracingstarter.export.grpc.NotGrpcException.Peer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection (RFC 9113) with one call at a time. The calling thread does
 * everything. It reads while it writes, so that a response ends the request at once.
 * Frames that arrive between two calls are read before the next call.
 */
final class Http2Connection {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final int FRAME_HEADER = 9;

	/** The frame size that every peer must accept, and that this client accepts. */
	private static final int MAX_FRAME = 16384;

	/** Room for replies to received frames. */
	private static final int REPLIES = 64;

	private static final int DEFAULT_WINDOW = 65535;

	private static final long MAX_WINDOW = Integer.MAX_VALUE;

	/** The maximum size of the headers of a response, before and after decoding. */
	private static final int MAX_HEADERS = 65536;

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int PUSH_PROMISE = 5;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int WINDOW_UPDATE = 8;

	private static final int CONTINUATION = 9;

	private static final int END_STREAM = 0x1;

	private static final int ACK = 0x1;

	private static final int END_HEADERS = 0x4;

	private static final int PADDED = 0x8;

	private static final int PRIORITY = 0x20;

	private static final int SETTING_ENABLE_PUSH = 2;

	private static final int SETTING_INITIAL_WINDOW_SIZE = 4;

	private static final int SETTING_MAX_FRAME_SIZE = 5;

	private static final int SETTING_MAX_HEADER_LIST_SIZE = 6;

	private static final int CANCEL = 8;

	private final Wire wire;

	private final HpackDecoder decoder = new HpackDecoder(MAX_HEADERS);

	/** Frames from the peer, in write mode. */
	private final ByteBuffer in = ByteBuffer.allocate(FRAME_HEADER + MAX_FRAME);

	/** Frames to the peer, in write mode: at most one with a part of the body. */
	private final ByteBuffer out = ByteBuffer.allocate(FRAME_HEADER + MAX_FRAME + 16 * REPLIES);

	private final ByteBuffer payload = ByteBuffer.allocate(MAX_FRAME);

	private boolean settled;

	private long window = DEFAULT_WINDOW;

	private long initialWindow = DEFAULT_WINDOW;

	/** How many bytes the peer may send on all streams, and on the current one. */
	private int receiveWindow = DEFAULT_WINDOW;

	private int streamReceiveWindow = DEFAULT_WINDOW;

	private int nextStream = 1;

	private @Nullable Http2Stream stream;

	private boolean answered;

	/** The header block that continues in the next frame. */
	private @Nullable ByteBuffer block;

	private int blockStream;

	private boolean blockEndsStream;

	/**
	 * The last stream that the peer processes after it has announced that it will close
	 * the connection.
	 */
	private int lastStream = Integer.MAX_VALUE;

	private boolean goingAway;

	private String goodbye = "";

	private long lastUse = System.nanoTime();

	private Http2Connection(Wire wire) {
		this.wire = wire;
	}

	/**
	 * Opens a connection with the HTTP/2 handshake.
	 * @param wire the wire to a server
	 * @param deadline the time by which the server must respond
	 * @return the connection
	 * @throws IOException if the server does not respond like an HTTP/2 server
	 */
	static Http2Connection open(Wire wire, long deadline) throws IOException {
		Http2Connection connection = new Http2Connection(wire);
		connection.out.put(PREFACE);
		connection.frame(12, SETTINGS, 0, 0);
		connection.setting(SETTING_ENABLE_PUSH, 0);
		connection.setting(SETTING_MAX_HEADER_LIST_SIZE, MAX_HEADERS);
		try {
			while (!connection.settled) {
				connection.progress(deadline);
			}
		}
		catch (SocketTimeoutException ex) {
			throw new NotGrpcException(Peer.SILENT, "it accepts the connection but sends nothing");
		}
		return connection;
	}

	/**
	 * Returns whether a call can be made, after reading the frames that have arrived
	 * since the last one.
	 * @param longestIdle the time without a call after which an intermediary may have
	 * dropped the connection
	 */
	boolean isUsable(Duration longestIdle) {
		if (System.nanoTime() - this.lastUse > longestIdle.toNanos()) {
			return false;
		}
		try {
			// Bounded, in case the peer never stops.
			for (int i = 0; i < 100 && (receive() || flush()); i++) {
				if (this.goingAway) {
					return false;
				}
			}
			return !this.goingAway && this.nextStream > 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Makes a call.
	 * @param headers the header block
	 * @param message the message to send
	 * @param deadline the time by which the response must have arrived
	 * @return the stream with the response, or with the reason why there is none
	 * @throws IOException if the connection is no longer usable
	 */
	Http2Stream call(byte[] headers, GrpcMessage message, long deadline) throws IOException {
		Http2Stream called = new Http2Stream(this.nextStream, this.initialWindow);
		this.nextStream += 2;
		this.stream = called;
		this.streamReceiveWindow = DEFAULT_WINDOW;
		try {
			sendHeaders(headers, called, deadline);
			boolean sent = sendBody(message, called, deadline);
			while (!called.isOver() && called.id() <= this.lastStream) {
				progress(deadline);
			}
			if (!sent && called.isOver()) {
				this.payload.clear();
				frame(4, RST_STREAM, 0, called.id());
				this.out.putInt(CANCEL);
				flush();
			}
			return called;
		}
		catch (Http2Exception ex) {
			sayGoodbye(ex);
			throw ex;
		}
		finally {
			this.stream = null;
			this.answered = called.isAnswered();
			this.lastUse = System.nanoTime();
		}
	}

	/**
	 * Returns whether the last call was answered, at least in part.
	 */
	boolean isAnswered() {
		return this.answered;
	}

	/**
	 * Returns whether the peer has announced that it will not process this call.
	 */
	boolean isIgnored(Http2Stream called) {
		return called.id() > this.lastStream;
	}

	private void sendHeaders(byte[] headers, Http2Stream called, long deadline) throws IOException {
		int start = 0;
		do {
			awaitFlush(deadline);
			int length = Math.min(headers.length - start, MAX_FRAME);
			boolean last = start + length == headers.length;
			frame(length, (start == 0) ? HEADERS : CONTINUATION, last ? END_HEADERS : 0, called.id());
			this.out.put(headers, start, length);
			start += length;
		}
		while (start < headers.length);
	}

	/**
	 * Sends the message until the peer needs no more of it.
	 * @return whether all of it was sent
	 */
	private boolean sendBody(GrpcMessage message, Http2Stream called, long deadline) throws IOException {
		Body body = new Body(called, deadline);
		try {
			this.payload.put((byte) (message.isCompressed() ? 1 : 0)).putInt(message.size());
			message.writeTo(body);
			body.send(true);
			return true;
		}
		catch (NotWantedException ex) {
			return false;
		}
		finally {
			this.payload.clear();
		}
	}

	/**
	 * Waits until everything has been written, so that there is room for a frame.
	 */
	private void awaitFlush(long deadline) throws IOException {
		flush();
		while (isPending()) {
			progress(deadline);
		}
	}

	/**
	 * Writes and reads as much as possible, and waits if that is nothing.
	 */
	private void progress(long deadline) throws IOException {
		Deadline.check(deadline);
		boolean moved = flush();
		if (!(receive() || moved)) {
			this.wire.await(isPending(), deadline);
		}
	}

	private boolean isPending() throws IOException {
		return this.out.position() > 0 || !this.wire.flush();
	}

	/**
	 * Writes as much as possible without waiting.
	 * @return whether anything was written
	 */
	private boolean flush() throws IOException {
		if (this.out.position() == 0) {
			this.wire.flush();
			return false;
		}
		this.out.flip();
		try {
			return this.wire.write(this.out) > 0;
		}
		catch (IOException ex) {
			this.out.position(this.out.limit());
			if (isAnsweredBeforeTheEnd()) {
				this.goingAway = true;
				return true;
			}
			throw ex;
		}
		finally {
			this.out.compact();
		}
	}

	/**
	 * Returns whether the peer answered before it closed the connection. Its last frames
	 * also contain the reason for closing.
	 */
	private boolean isAnsweredBeforeTheEnd() {
		Http2Stream present = this.stream;
		try {
			while (present != null && !present.isOver() && this.wire.read(this.in) > 0) {
				this.in.flip();
				while (isFrameComplete()) {
					takeFrame();
					this.out.clear();
				}
				this.in.compact();
			}
		}
		catch (IOException ex) {
			// There is nothing more to read.
		}
		return present != null && present.isOver();
	}

	/**
	 * Reads the received bytes and processes the complete frames.
	 * @return whether anything was received
	 */
	private boolean receive() throws IOException {
		int before = this.in.position();
		int count = this.in.hasRemaining() ? this.wire.read(this.in) : 0;
		if (count < 0) {
			throw closed();
		}
		this.in.flip();
		try {
			if (!this.settled) {
				recognize();
			}
			while (this.out.remaining() >= REPLIES && isFrameComplete()) {
				takeFrame();
			}
			return count > 0 || this.in.remaining() < before;
		}
		finally {
			this.in.compact();
		}
	}

	private IOException closed() {
		if (!this.settled && this.in.position() == 0) {
			return new NotGrpcException(Peer.CLOSING, "it closes the connection at once");
		}
		if (!this.settled) {
			return new NotGrpcException(Peer.OTHER, "it does not speak gRPC");
		}
		return new EOFException("it closed the connection" + this.goodbye);
	}

	/**
	 * Determines from the first bytes whether this is an HTTP/2 server at all.
	 */
	private void recognize() throws IOException {
		if (startsWith("HTTP/")) {
			throw new NotGrpcException(Peer.HTTP, "it speaks HTTP/1.1, not gRPC");
		}
		if (this.in.remaining() >= 2 && (this.in.get(0) == 0x15 || this.in.get(0) == 0x16) && this.in.get(1) == 0x3) {
			throw new NotGrpcException(Peer.TLS, "it requires TLS");
		}
		if (this.in.remaining() >= FRAME_HEADER && (this.in.get(3) != SETTINGS || (this.in.get(4) & ACK) != 0)) {
			throw new NotGrpcException(Peer.OTHER, "it does not speak gRPC");
		}
	}

	private boolean startsWith(String text) {
		if (this.in.remaining() < text.length()) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			if (this.in.get(i) != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	private boolean isFrameComplete() throws IOException {
		if (this.in.remaining() < FRAME_HEADER) {
			return false;
		}
		int length = frameLength();
		if (length > MAX_FRAME) {
			throw Http2Exception.frameSize("a frame has %d bytes".formatted(length));
		}
		return this.in.remaining() >= FRAME_HEADER + length;
	}

	private int frameLength() {
		return this.in.getInt(this.in.position()) >>> Byte.SIZE;
	}

	private void takeFrame() throws IOException {
		int length = frameLength();
		int start = this.in.position();
		int type = this.in.get(start + 3) & 0xFF;
		int flags = this.in.get(start + 4) & 0xFF;
		int id = this.in.getInt(start + 5) & Integer.MAX_VALUE;
		ByteBuffer frame = this.in.slice(start + FRAME_HEADER, length);
		this.in.position(start + FRAME_HEADER + length);
		if (this.block != null && (type != CONTINUATION || id != this.blockStream)) {
			throw Http2Exception.protocol("a header block is interrupted");
		}
		switch (type) {
			case DATA -> data(frame, flags, id);
			case HEADERS -> headers(frame, flags, id);
			case RST_STREAM -> reset(frame, id);
			case SETTINGS -> settings(frame, flags, id);
			case PUSH_PROMISE -> throw Http2Exception.protocol("it sends PUSH_PROMISE, which is disabled");
			case PING -> ping(frame, flags, id);
			case GOAWAY -> goAway(frame, id);
			case WINDOW_UPDATE -> windowUpdate(frame, id);
			case CONTINUATION -> continuation(frame, flags);
			default -> {
				// An unknown frame or a priority, which this client ignores.
			}
		}
	}

	private void data(ByteBuffer frame, int flags, int id) throws IOException {
		check(id);
		int length = frame.remaining();
		this.receiveWindow -= length;
		if (this.receiveWindow < 0) {
			throw Http2Exception.flowControl("it exceeds the flow-control window");
		}
		unpad(frame, flags);
		Http2Stream present = present(id);
		boolean end = (flags & END_STREAM) != 0;
		if (present != null) {
			this.streamReceiveWindow -= length;
			if (this.streamReceiveWindow < 0) {
				throw Http2Exception.flowControl("it exceeds the flow-control window");
			}
			present.take(frame, end);
			if (!end && this.streamReceiveWindow < DEFAULT_WINDOW / 2) {
				allow(id, DEFAULT_WINDOW - this.streamReceiveWindow);
				this.streamReceiveWindow = DEFAULT_WINDOW;
			}
		}
		if (this.receiveWindow < DEFAULT_WINDOW / 2) {
			allow(0, DEFAULT_WINDOW - this.receiveWindow);
			this.receiveWindow = DEFAULT_WINDOW;
		}
	}

	private void allow(int id, int more) {
		frame(4, WINDOW_UPDATE, 0, id);
		this.out.putInt(more);
	}

	private void headers(ByteBuffer frame, int flags, int id) throws IOException {
		check(id);
		unpad(frame, flags);
		if ((flags & PRIORITY) != 0) {
			skip(frame, 5);
		}
		this.blockStream = id;
		this.blockEndsStream = (flags & END_STREAM) != 0;
		if ((flags & END_HEADERS) != 0) {
			endOfHeaders(frame);
		}
		else {
			this.block = ByteBuffer.allocate(MAX_HEADERS).put(frame);
		}
	}

	private void continuation(ByteBuffer frame, int flags) throws IOException {
		ByteBuffer begun = this.block;
		if (begun == null) {
			throw Http2Exception.protocol("there is a CONTINUATION frame without a header block");
		}
		if (frame.remaining() > begun.remaining()) {
			throw Http2Exception.tooMuch("its headers are larger than %d bytes".formatted(MAX_HEADERS));
		}
		begun.put(frame);
		if ((flags & END_HEADERS) != 0) {
			this.block = null;
			endOfHeaders(begun.flip());
		}
	}

	private void endOfHeaders(ByteBuffer complete) throws IOException {
		List<HpackHeader> headers = this.decoder.decode(complete);
		Http2Stream present = present(this.blockStream);
		if (present != null) {
			present.take(headers, this.blockEndsStream);
		}
	}

	private void reset(ByteBuffer frame, int id) throws IOException {
		check(id);
		size(frame, 4);
		Http2Stream present = present(id);
		if (present != null) {
			present.reset(frame.getInt());
		}
	}

	private void settings(ByteBuffer frame, int flags, int id) throws IOException {
		if (id != 0) {
			throw Http2Exception.protocol("a SETTINGS frame has a stream");
		}
		if ((flags & ACK) != 0) {
			size(frame, 0);
			return;
		}
		if (frame.remaining() % 6 != 0) {
			throw Http2Exception.frameSize("a SETTINGS frame is incomplete");
		}
		while (frame.hasRemaining()) {
			setting(frame.getShort(), frame.getInt() & 0xFFFFFFFFL);
		}
		this.settled = true;
		frame(0, SETTINGS, ACK, 0);
	}

	/**
	 * Applies a setting. The size of the header table does not matter, because none is
	 * used, and frames above the smallest limit are never sent.
	 */
	private void setting(short name, long value) throws IOException {
		if (name == SETTING_INITIAL_WINDOW_SIZE) {
			if (value > MAX_WINDOW) {
				throw Http2Exception.flowControl("its initial window is too large");
			}
			if (this.stream != null) {
				this.stream.changeWindow(value - this.initialWindow);
			}
			this.initialWindow = value;
		}
		else if (name == SETTING_MAX_FRAME_SIZE && (value < MAX_FRAME || value >= 1 << 24)) {
			throw Http2Exception.protocol("its largest frame has %d bytes".formatted(value));
		}
	}

	private void ping(ByteBuffer frame, int flags, int id) throws IOException {
		size(frame, Long.BYTES);
		if (id != 0) {
			throw Http2Exception.protocol("a PING frame has a stream");
		}
		if ((flags & ACK) == 0) {
			frame(Long.BYTES, PING, ACK, 0);
			this.out.put(frame);
		}
	}

	private void goAway(ByteBuffer frame, int id) throws IOException {
		if (frame.remaining() < 2 * Integer.BYTES || id != 0) {
			throw Http2Exception.frameSize("a GOAWAY frame is incomplete");
		}
		this.goingAway = true;
		this.lastStream = Math.min(this.lastStream, frame.getInt() & Integer.MAX_VALUE);
		int code = frame.getInt();
		String text = StandardCharsets.ISO_8859_1.decode(frame).toString();
		this.goodbye = (code != 0 || !text.isEmpty())
				? " (%s%s)".formatted(Http2Stream.errorName(code), text.isEmpty() ? "" : ", " + text) : "";
	}

	private void windowUpdate(ByteBuffer frame, int id) throws IOException {
		size(frame, 4);
		int more = frame.getInt() & Integer.MAX_VALUE;
		if (id == 0) {
			this.window += more;
			if (more == 0 || this.window > MAX_WINDOW) {
				throw Http2Exception.flowControl("a window cannot grow by %d bytes".formatted(more));
			}
			return;
		}
		check(id);
		Http2Stream present = present(id);
		if (present != null) {
			present.changeWindow(more);
			if (more == 0 || present.window() > MAX_WINDOW) {
				throw Http2Exception.flowControl("a window cannot grow by %d bytes".formatted(more));
			}
		}
	}

	/**
	 * Returns the current call if this is its number. Late frames of other calls are
	 * ignored.
	 */
	private @Nullable Http2Stream present(int id) {
		Http2Stream present = this.stream;
		return (present != null && present.id() == id) ? present : null;
	}

	/**
	 * Rejects a number that no call has had.
	 */
	private void check(int id) throws Http2Exception {
		if (id == 0 || id % 2 == 0 || id - this.nextStream >= 0) {
			throw Http2Exception.protocol("there is no stream %d".formatted(id));
		}
	}

	private static void size(ByteBuffer frame, int size) throws Http2Exception {
		if (frame.remaining() != size) {
			throw Http2Exception.frameSize("a frame has %d bytes, not %d".formatted(frame.remaining(), size));
		}
	}

	private static void unpad(ByteBuffer frame, int flags) throws Http2Exception {
		if ((flags & PADDED) != 0) {
			int padding = frame.hasRemaining() ? frame.get() & 0xFF : Integer.MAX_VALUE;
			if (padding > frame.remaining()) {
				throw Http2Exception.protocol("a frame is shorter than its padding");
			}
			frame.limit(frame.limit() - padding);
		}
	}

	private static void skip(ByteBuffer frame, int length) throws Http2Exception {
		if (frame.remaining() < length) {
			throw Http2Exception.frameSize("a frame is too short");
		}
		frame.position(frame.position() + length);
	}

	private void frame(int length, int type, int flags, int id) {
		this.out.putInt(length << Byte.SIZE | type).put((byte) flags).putInt(id);
	}

	private void setting(int name, int value) {
		this.out.putShort((short) name).putInt(value);
	}

	/**
	 * Tells the peer what it did wrong, if that is possible without waiting.
	 */
	private void sayGoodbye(Http2Exception reason) {
		try {
			if (this.out.remaining() >= REPLIES) {
				frame(2 * Integer.BYTES, GOAWAY, 0, 0);
				this.out.putInt(0).putInt(reason.code());
				flush();
			}
		}
		catch (IOException ex) {
			// The connection is closed anyway.
		}
	}

	void close() {
		this.wire.close();
	}

	/**
	 * The stream to which a message is written. It sends the largest allowed frames as
	 * soon as the peer accepts them.
	 */
	private final class Body extends OutputStream {

		private final Http2Stream called;

		private final long deadline;

		Body(Http2Stream called, long deadline) {
			this.called = called;
			this.deadline = deadline;
		}

		@Override
		public void write(int value) throws IOException {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			int start = offset;
			int end = offset + length;
			while (start < end) {
				ByteBuffer buffer = Http2Connection.this.payload;
				if (!buffer.hasRemaining()) {
					send(false);
				}
				int count = Math.min(buffer.remaining(), end - start);
				buffer.put(bytes, start, count);
				start += count;
			}
		}

		/**
		 * Sends the written bytes.
		 * @param last whether this is the end
		 */
		void send(boolean last) throws IOException {
			ByteBuffer buffer = Http2Connection.this.payload.flip();
			do {
				int count = (int) Math.min(buffer.remaining(), awaitWindow());
				ByteBuffer part = buffer.slice(buffer.position(), count);
				buffer.position(buffer.position() + count);
				frame(count, DATA, (last && !buffer.hasRemaining()) ? END_STREAM : 0, this.called.id());
				Http2Connection.this.out.put(part);
				Http2Connection.this.window -= count;
				this.called.changeWindow(-count);
				flush();
			}
			while (buffer.hasRemaining());
			buffer.clear();
		}

		/**
		 * Waits until the peer accepts data and there is room for it.
		 */
		private long awaitWindow() throws IOException {
			receive();
			awaitFlush(this.deadline);
			while (true) {
				if (this.called.isOver() || isIgnored(this.called)) {
					throw new NotWantedException();
				}
				long allowed = Math.min(Http2Connection.this.window, this.called.window());
				if (allowed > 0 && !isPending()) {
					return allowed;
				}
				progress(this.deadline);
			}
		}

	}

	/**
	 * Thrown to end the writing of a message whose rest would not be read.
	 */
	private static final class NotWantedException extends IOException {

		private static final long serialVersionUID = 1L;

		@Override
		public synchronized Throwable fillInStackTrace() {
			return this;
		}

	}

}
