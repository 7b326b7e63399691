package io.github.tracingstarter.instrument;

import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Propagator;

/**
 * The context of an observation of several messages that are processed together. If all
 * messages are part of one trace, their processing is part of it as well; otherwise the
 * processing starts a new trace. Its span is linked to the senders of all messages,
 * except to its parent.
 *
 * @param <C> the type of a message
 */
public class BatchReceiverContext<C> extends Observation.Context {

	private final List<C> messages;

	private final Propagator.Getter<C> getter;

	/**
	 * Creates the context.
	 * @param messages the messages
	 * @param getter reads a header of a message
	 */
	public BatchReceiverContext(List<C> messages, Propagator.Getter<C> getter) {
		this.messages = messages;
		this.getter = getter;
	}

	/**
	 * Returns the messages.
	 * @return the messages, in the order in which they are processed
	 */
	public List<C> messages() {
		return this.messages;
	}

	Propagator.Getter<C> getter() {
		return this.getter;
	}

}
