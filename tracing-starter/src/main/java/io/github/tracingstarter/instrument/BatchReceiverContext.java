package io.github.tracingstarter.instrument;

import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Propagator;

/**
 * The context of an observation of several messages that are processed together. If all
 * of them belong to one trace, their processing belongs to it as well; otherwise it
 * starts a new trace. It is linked to the senders of all messages, except to its parent.
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
	 * The messages.
	 * @return the messages, in the order of their processing
	 */
	public List<C> messages() {
		return this.messages;
	}

	Propagator.Getter<C> getter() {
		return this.getter;
	}

}
