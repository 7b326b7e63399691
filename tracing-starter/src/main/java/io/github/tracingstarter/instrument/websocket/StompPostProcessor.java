package io.github.tracingstarter.instrument.websocket;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.simp.stomp.StompClientSupport;
import org.springframework.messaging.support.InterceptableChannel;

/**
 * Intercepts the channels of Spring's WebSocket support, and traces its clients.
 */
final class StompPostProcessor implements BeanPostProcessor {

	private static final String REPORTED = "WebSocket";

	private static final Log logger = LogFactory.getLog(StompPostProcessor.class);

	private final ObjectProvider<WebSocketTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final ObjectProvider<TracingReport> report;

	private volatile @Nullable StompTracing tracing;

	StompPostProcessor(ObjectProvider<WebSocketTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.report = report;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		try {
			if (bean instanceof InterceptableChannel channel) {
				trace(channel, beanName);
			}
			else if (bean instanceof StompClientSupport client && isEnabled()) {
				MessageConverter converter = client.getMessageConverter();
				if (!(converter instanceof TracedMessageConverter)) {
					client.setMessageConverter(new TracedMessageConverter(converter, tracing()));
				}
				this.report.getObject().traced(REPORTED, beanName);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("The messages of '%s' are not traced".formatted(beanName), ex);
		}
		return bean;
	}

	private void trace(InterceptableChannel channel, String beanName) {
		if (beanName.equals("clientInboundChannel") && isEnabled()) {
			channel.addInterceptor(0, tracing().inbound());
			this.report.getObject().traced(REPORTED, beanName);
		}
		else if (beanName.equals("brokerChannel") && isEnabled()) {
			channel.addInterceptor(tracing().outbound());
			this.report.getObject().traced(REPORTED, beanName);
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
