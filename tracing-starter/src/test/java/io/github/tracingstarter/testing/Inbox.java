package io.github.tracingstarter.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The messages that the listener of an application received. Each message creates a span,
 * and one fails when it arrives for the first time.
 */
public final class Inbox {

	/**
	 * The message that fails.
	 */
	public static final String FAILS_ONCE = "fails once";

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	private final Tracer tracer;

	/**
	 * Creates the inbox.
	 * @param tracer creates the spans
	 */
	public Inbox(Tracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * Receives messages.
	 * @param received the messages that arrived together
	 */
	public void receive(List<Message> received) {
		this.tracer.nextSpan().name("work").start().end();
		boolean again = this.messages.stream().anyMatch((message) -> message.body().equals(FAILS_ONCE));
		this.messages.addAll(received);
		if (!again && received.stream().anyMatch((message) -> message.body().equals(FAILS_ONCE))) {
			throw new IllegalStateException("fails");
		}
	}

	/**
	 * Waits for messages.
	 * @param count the number of deliveries
	 * @return the messages
	 */
	public List<Message> await(int count) {
		Waiting.until(() -> this.messages.size() >= count);
		assertThat(this.messages).hasSize(count);
		return this.messages;
	}

	/**
	 * A message.
	 *
	 * @param body the body
	 * @param tenant the header of the application
	 * @param traceParent the header of the trace
	 */
	public record Message(String body, @Nullable String tenant, @Nullable String traceParent) {

	}

}
