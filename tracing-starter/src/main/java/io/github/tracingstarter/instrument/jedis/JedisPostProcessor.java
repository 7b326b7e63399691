package io.github.tracingstarter.instrument.jedis;

import java.lang.reflect.Field;

import io.github.tracingstarter.instrument.BeanTracing;
import io.github.tracingstarter.instrument.Instrumenter;
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
import org.springframework.util.ReflectionUtils;

/**
 * Traces the clients of connection factories, and those that are beans, in place: a
 * connection factory keys transactions and must not be replaced. The executor of commands
 * is a final field, which can be set up to Java 25; from 26 on that is warned of.
 */
final class JedisPostProcessor implements BeanPostProcessor {

	private static final int LAST_JAVA = 25;

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
		boolean traced = Runtime.version().feature() <= LAST_JAVA && ((bean instanceof JedisConnectionFactory factory)
				? value(JedisConnectionFactory.class, "redisClient", factory) instanceof UnifiedJedis client
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
		Object executor = value(UnifiedJedis.class, "executor", client);
		if (!(executor instanceof CommandExecutor present)) {
			return false;
		}
		Field field = ReflectionUtils.findField(UnifiedJedis.class, "executor");
		if (field != null && !(present instanceof TracedCommandExecutor)) {
			ReflectionUtils.setField(field, client,
					new TracedCommandExecutor(present,
							Instrumenter.of(this.spans.getObject(), new JedisConvention(), failures),
							this.properties.getObject().withoutParent(), host, port));
		}
		return field != null;
	}

	private static @Nullable Object value(Class<?> type, String name, Object owner) {
		Field field = ReflectionUtils.findField(type, name);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, owner);
	}

}
