package io.github.tracingstarter.instrument.jedis;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;

/**
 * A command that is sent. Its arguments are values and are not kept.
 *
 * @param name the name
 * @param host the host of the server, or null if it is not known
 * @param port its port
 */
record JedisCommand(String name, @Nullable String host, int port) {

	static JedisCommand of(CommandObject<?> command, @Nullable String host, int port) {
		return new JedisCommand(new String(command.getArguments().getCommand().getRaw(), StandardCharsets.UTF_8), host,
				port);
	}

}
