// The documents of the tests of trusted documents, from which Apollo's tool makes the manifest.
import { gql } from '@apollo/client';

const tagParts = gql`
  fragment TagParts on Tag {
    id
    name
  }
`;

export const someTags = gql`
  query SomeTags($limit: Int) {
    tags(orderBy: [{ id: ASC }], limit: $limit) { ...TagParts }
  }
  ${tagParts}
`;

export const addTag = gql`
  mutation AddTag($input: TagInsert!) {
    insertTag(input: $input) { affectedRows node { ...TagParts } }
  }
  ${tagParts}
`;
