package io.github.tracingstarter.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * A builder whose clients are traced whatever request factory it is given after it was
 * injected. A proxy, so that it has the methods of every version of Spring.
 */
final class TracedBuilder implements InvocationHandler {

	private static final Log logger = LogFactory.getLog(TracedBuilder.class);

	private final RestClient.Builder builder;

	private final TracedClients clients;

	private TracedBuilder(RestClient.Builder builder, TracedClients clients) {
		this.builder = builder;
		this.clients = clients;
	}

	static RestClient.Builder of(RestClient.Builder builder, TracedClients clients) {
		return (RestClient.Builder) Proxy.newProxyInstance(RestClient.Builder.class.getClassLoader(),
				new Class<?>[] { RestClient.Builder.class }, new TracedBuilder(builder, clients));
	}

	static boolean isTraced(RestClient.Builder builder) {
		return Proxy.isProxyClass(builder.getClass()) && Proxy.getInvocationHandler(builder) instanceof TracedBuilder;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getName().equals("equals") && args != null && args.length == 1) {
			return proxy == args[0];
		}
		Object result;
		try {
			result = method.invoke(this.builder, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		if (result == this.builder) {
			return proxy;
		}
		if (result instanceof RestClient.Builder clone) {
			return of(clone, this.clients);
		}
		return (result instanceof RestClient client) ? traced(client) : result;
	}

	private RestClient traced(RestClient client) {
		try {
			RestClient traced = this.clients.trace(client);
			return (traced != null) ? traced : client;
		}
		catch (RuntimeException ex) {
			logger.warn("The calls of a RestClient are not traced", ex);
			return client;
		}
	}

}
