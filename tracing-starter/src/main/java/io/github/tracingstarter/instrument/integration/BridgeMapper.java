package io.github.tracingstarter.instrument.integration;

import io.github.tracingstarter.instrument.ObservationMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.support.management.observation.MessageSenderContext;

/**
 * Creates no spans for the channels between {@code StreamBridge} and a binder. The
 * message that the binder sends has a span. These channels are not beans, unlike those
 * that the application observes.
 */
final class BridgeMapper implements ObservationMapper<MessageSenderContext> {

	private final BeanFactory beans;

	BridgeMapper(BeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public Class<MessageSenderContext> contextType() {
		return MessageSenderContext.class;
	}

	@Override
	public boolean supports(MessageSenderContext context) {
		return !this.beans.containsBean(context.getProducerName());
	}

	@Override
	public boolean isNoise(MessageSenderContext context) {
		return true;
	}

}
