package io.github.tracingstarter.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;

/**
 * A server's and a client's certificate for localhost, created by the JDK's keytool. They
 * only trust each other, and nobody else trusts them.
 */
public final class TestCertificates {

	/** The password of all stores. */
	public static final String PASSWORD = "secret";

	private final Path directory;

	private TestCertificates(Path directory) {
		this.directory = directory;
	}

	/**
	 * Creates the certificates.
	 * @param directory the directory to write to
	 * @return the certificates
	 */
	public static TestCertificates in(Path directory) {
		TestCertificates certificates = new TestCertificates(directory);
		for (String name : List.of("server", "client")) {
			certificates.keytool(name, "-genkeypair", "-alias", name, "-dname", "CN=localhost", "-ext",
					"san=dns:localhost", "-keyalg", "EC", "-validity", "2");
			certificates.keytool(name, "-exportcert", "-rfc", "-alias", name, "-file",
					certificates.pem(name).toString());
		}
		certificates.keytool("client-trust", "-importcert", "-noprompt", "-alias", "server", "-file",
				certificates.pem("server").toString());
		certificates.keytool("server-trust", "-importcert", "-noprompt", "-alias", "client", "-file",
				certificates.pem("client").toString());
		return certificates;
	}

	/**
	 * Returns the TLS configuration for a Tomcat server.
	 * @param mutual whether it requires the client's certificate
	 * @return the configuration
	 */
	public SSLHostConfig serverTls(boolean mutual) {
		SSLHostConfig ssl = new SSLHostConfig();
		SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(ssl,
				SSLHostConfigCertificate.Type.UNDEFINED);
		certificate.setCertificateKeystoreFile(store("server"));
		certificate.setCertificateKeystorePassword(PASSWORD);
		ssl.addCertificate(certificate);
		if (mutual) {
			ssl.setCertificateVerification("required");
			ssl.setTruststoreFile(store("server-trust"));
			ssl.setTruststorePassword(PASSWORD);
		}
		return ssl;
	}

	/**
	 * Returns what a client without a certificate needs.
	 * @return a bundle that trusts the server
	 */
	public SslBundle trusting() {
		return SslBundle.of(new JksSslStoreBundle(null, details("client-trust")));
	}

	/**
	 * Returns what a client with a certificate needs.
	 * @return a bundle that trusts the server and has a key that the server trusts
	 */
	public SslBundle trustingWithKey() {
		return SslBundle.of(new JksSslStoreBundle(details("client"), details("client-trust")));
	}

	private JksSslStoreDetails details(String name) {
		return JksSslStoreDetails.forLocation(store(name)).withPassword(PASSWORD);
	}

	/**
	 * Returns a key store, or a trust store of one of the two.
	 * @param name server, client, server-trust or client-trust
	 * @return the file
	 */
	public String store(String name) {
		return this.directory.resolve(name + ".p12").toString();
	}

	/**
	 * Returns a certificate.
	 * @param name server or client
	 * @return the file
	 */
	public Path pem(String name) {
		return this.directory.resolve(name + ".pem");
	}

	/**
	 * Writes what one of the two needs, under the names that a Secret of Kubernetes has.
	 * @param name server or client
	 * @return the folder with {@code tls.crt}, {@code tls.key}, and {@code ca.crt}
	 */
	public Path secret(String name) {
		Path folder = this.directory.resolve(name);
		try (InputStream store = Files.newInputStream(Path.of(store(name)))) {
			Files.createDirectories(folder);
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(store, PASSWORD.toCharArray());
			byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
			Files.writeString(folder.resolve("tls.key"), "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
				.formatted(Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(key)));
			Files.copy(pem(name), folder.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
			Files.copy(pem(name.equals("server") ? "client" : "server"), folder.resolve("ca.crt"),
					StandardCopyOption.REPLACE_EXISTING);
			return folder;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void keytool(String store, String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", store(store), "-storepass", PASSWORD, "-storetype", "PKCS12"));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(said);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
