package io.github.tracingstarter.instrument.websocket;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.stomp.StompClientSupport;
import org.springframework.messaging.support.InterceptableChannel;

/**
 * Intercepts the channels of Spring's WebSocket support, and traces its clients.
 */
final class StompPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<WebSocketTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final BeanTracing beans;

	private volatile @Nullable StompTracing tracing;

	StompPostProcessor(ObjectProvider<WebSocketTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.beans = new BeanTracing("WebSocket", "The messages", report);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof InterceptableChannel channel) {
			this.beans.change(beanName, () -> trace(channel, beanName));
		}
		else if (bean instanceof SimpAnnotationMethodMessageHandler handler) {
			this.beans.change(beanName, () -> listen(handler));
		}
		else if (bean instanceof StompClientSupport client) {
			this.beans.change(beanName, () -> trace(client, beanName));
		}
		return bean;
	}

	private void trace(StompClientSupport client, String beanName) {
		if (isEnabled()) {
			MessageConverter converter = client.getMessageConverter();
			if (!(converter instanceof TracedMessageConverter)) {
				client.setMessageConverter(new TracedMessageConverter(converter, tracing()));
			}
			this.beans.traced(beanName);
		}
	}

	private void trace(InterceptableChannel channel, String beanName) {
		if (beanName.equals("clientInboundChannel") && isEnabled()) {
			channel.addInterceptor(0, tracing().inbound());
			this.beans.traced(beanName);
		}
		else if (beanName.equals("brokerChannel") && isEnabled()) {
			channel.addInterceptor(tracing().outbound());
			this.beans.traced(beanName);
		}
	}

	private void listen(SimpAnnotationMethodMessageHandler handler) {
		if (isEnabled()) {
			StompFailures.listen(handler, tracing()::failed);
			AwaitedReturnValues.listen(handler, tracing()::await);
		}
	}

	private boolean isEnabled() {
		return this.properties.getObject().enabled();
	}

	private StompTracing tracing() {
		StompTracing tracing = this.tracing;
		if (tracing == null) {
			tracing = new StompTracing(this.spans.getObject());
			this.tracing = tracing;
		}
		return tracing;
	}

}
