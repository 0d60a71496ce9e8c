//go:build unix

package dbtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Secured starts a private server with TLS, whose certificate is for 127.0.0.1 alone. It returns the address of its first
// database, which checks the certificate, and the file of the authority that the certificate is of.
func Secured(tb testing.TB) (address, authority string) {
	tb.Helper()
	all := installations()
	if len(all) == 0 {
		Without(tb, "PostgreSQL is not installed")
	}
	folder, err := os.MkdirTemp("/tmp", "tiddly-tls-") //nolint:usetesting // the server, which is another user, reads it
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) }) // what remains is in the folder of temporary files
	authority = filepath.Join(folder, "authority.pem")
	certificate, key := filepath.Join(folder, "server.pem"), filepath.Join(folder, "server.key")
	if err := certify(authority, certificate, key); err != nil {
		tb.Fatal(err)
	}
	if os.Getuid() == 0 {
		as, err := giveAway(folder)
		for _, file := range []string{certificate, key} {
			if err == nil {
				err = os.Chown(file, int(as.Uid), int(as.Gid))
			}
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	plain := Start(tb, all[0].folder, "ssl=on", "ssl_cert_file="+certificate, "ssl_key_file="+key)
	return strings.Replace(plain, "sslmode=disable", "sslmode=verify-full&sslrootcert="+authority, 1), authority
}

// certify writes the certificate of an authority, and one of a server with its key.
func certify(authority, certificate, key string) error {
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	top := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tests of tiddly"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	signed, err := x509.CreateCertificate(rand.Reader, top, top, own.Public(), own)
	if err != nil {
		return err
	}
	servers, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: top.NotBefore, NotAfter: top.NotAfter,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	below, err := x509.CreateCertificate(rand.Reader, leaf, top, servers.Public(), own)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(servers)
	if err != nil {
		return err
	}
	write := func(path, kind string, content []byte, mode os.FileMode) error {
		return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), mode)
	}
	return errors.Join(write(authority, "CERTIFICATE", signed, 0o600), write(certificate, "CERTIFICATE", below, 0o600),
		write(key, "PRIVATE KEY", private, 0o600))
}
