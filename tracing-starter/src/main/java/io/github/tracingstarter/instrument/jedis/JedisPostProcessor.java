package io.github.tracingstarter.instrument.jedis;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Instrumenter;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.FailureLog;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.executors.CommandExecutor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

/**
 * Traces the clients of connection factories, and those that are beans, in place: a
 * connection factory keys transactions and must not be replaced. The executor of commands
 * is a final field.
 */
final class JedisPostProcessor implements BeanPostProcessor {

	private static final PrivateField<Object> CLIENT = PrivateField.of(JedisConnectionFactory.class, "redisClient",
			Object.class);

	private static final PrivateField<CommandExecutor> EXECUTOR = PrivateField.of(UnifiedJedis.class, "executor",
			CommandExecutor.class);

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(JedisPostProcessor.class),
			"A Redis command could not be traced. It is not affected.");

	private final ObjectProvider<JedisTracingProperties> properties;

	private final ObjectProvider<Spans> spans;

	private final BeanTracing beans;

	JedisPostProcessor(ObjectProvider<JedisTracingProperties> properties, ObjectProvider<Spans> spans,
			ObjectProvider<TracingReport> report) {
		this.properties = properties;
		this.spans = spans;
		this.beans = new BeanTracing("Jedis", "The Redis commands", report);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof UnifiedJedis || bean instanceof JedisConnectionFactory) {
			this.beans.change(beanName, () -> trace(bean, beanName));
		}
		return bean;
	}

	private void trace(Object bean, String beanName) {
		if (!this.properties.getObject().enabled()) {
			return;
		}
		boolean traced = PrivateField.canSetFinal() && ((bean instanceof JedisConnectionFactory factory)
				? CLIENT.get(factory) instanceof UnifiedJedis client
						&& trace(client, factory.getHostName(), factory.getPort())
				: trace((UnifiedJedis) bean, null, 0));
		if (traced) {
			this.beans.traced(beanName);
		}
		else {
			this.beans.leftAlone(beanName, "its client has no executor that could be traced");
		}
	}

	private boolean trace(UnifiedJedis client, @Nullable String host, int port) {
		CommandExecutor present = EXECUTOR.get(client);
		if (present != null && !(present instanceof TracedCommandExecutor)) {
			EXECUTOR.set(client,
					new TracedCommandExecutor(present,
							Instrumenter.of(this.spans.getObject(), new JedisConvention(), failures),
							this.properties.getObject().withoutParent(), host, port));
		}
		return present != null;
	}

}
