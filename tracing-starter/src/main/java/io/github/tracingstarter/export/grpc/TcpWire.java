package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A TCP connection.
 */
final class TcpWire implements Wire {

	private final Selector selector;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final BooleanSupplier stopped;

	private TcpWire(Selector selector, SocketChannel channel, BooleanSupplier stopped) throws IOException {
		this.selector = selector;
		this.channel = channel;
		this.stopped = stopped;
		channel.configureBlocking(false);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.key = channel.register(selector, 0);
	}

	/**
	 * Connects.
	 * @param address the resolved address
	 * @param timeout the maximum time to connect
	 * @param deadline the time by which everything must be done
	 * @param selector the selector to wait with; waking it up makes a wait check the next
	 * parameter
	 * @param stopped whether to stop waiting
	 * @return the connection
	 * @throws IOException if no server is reached
	 */
	static TcpWire connect(InetSocketAddress address, Duration timeout, long deadline, Selector selector,
			BooleanSupplier stopped) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			TcpWire wire = new TcpWire(selector, channel, stopped);
			long until = Deadline.earlier(deadline, Deadline.in(timeout));
			if (!channel.connect(address)) {
				while (!channel.finishConnect()) {
					wire.select(SelectionKey.OP_CONNECT, until);
				}
			}
			return wire;
		}
		catch (IOException | RuntimeException ex) {
			close(channel, selector);
			if (ex instanceof SocketTimeoutException) {
				throw new ConnectException("the connection timed out");
			}
			throw ex;
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.channel.read(target);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.channel.write(source);
	}

	@Override
	public boolean flush() {
		return true;
	}

	@Override
	public void await(boolean write, long deadline) throws IOException {
		select(write ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ, deadline);
	}

	private void select(int operations, long deadline) throws IOException {
		this.key.interestOps(operations);
		while (true) {
			if (this.stopped.getAsBoolean()) {
				throw new IOException("the exporter was shut down");
			}
			if (Thread.currentThread().isInterrupted()) {
				throw new ClosedByInterruptException();
			}
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				throw new SocketTimeoutException("it does not respond in time");
			}
			// Rounded up, because 0 means no timeout.
			long millis = TimeUnit.NANOSECONDS.toMillis(left) + 1;
			if (this.selector.select((selected) -> {
			}, millis) > 0) {
				return;
			}
		}
	}

	@Override
	public void close() {
		close(this.channel, this.selector);
	}

	private static void close(SocketChannel channel, Selector selector) {
		try {
			channel.close();
			// The socket stays open until the selector has forgotten it.
			selector.selectNow();
		}
		catch (IOException | RuntimeException ex) {
			// Nothing else can be done.
		}
	}

}
